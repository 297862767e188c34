interface Spot {
  readonly country: string;
  readonly region?: string | undefined;
}

/** What people look for in a list of countries: Kosovo, in contents a region of ISO 3166-2, is XK there. */
export function knownAs(place: Spot): string {
  return isKosovo(place) ? 'XK' : place.country;
}

export function isKosovo({ country, region }: Spot): boolean {
  return country === 'RS' && region === 'RS-KM';
}
