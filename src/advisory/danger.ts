/**
 * Words by which a text may be telling somebody to keep away or to get out. They set no level; they keep a change from being
 * taken for an editorial one because its publisher's note says so.
 */
const dangers = [
  /\b(?:against|avoid\w*|do not|don[’']t|must not|should not|never) (?:\w+ ){0,3}(?:travel|go|visit|enter|use|stay)\w*/i,
  /\bavoid(?:ing)? (?:all|any|the|large)\b|\badvis\w+ against\b|\b(?:now|we) advise\b|\bnow advises\b/i,
  /\b(?:level of (?:advice|risk)|(?:advice|advisory|risk|threat|danger|alert) levels?)\b|\blevel [0-5]\b/i,
  /\b(?:reconsider|defer|postpone|suspend) (?:\w+ ){0,3}(?:travel|trip|journey)/i,
  /\b(?:leave|depart)\b.{0,30}\b(?:now|immediately|country|as soon as|while)\b|\bevacuat\w+|\bshelter\w*|\bstay (?:indoors|inside|at home)\b/i,
  /\b(?:kidnap|abduct|hostage|terror|attack|explosi|bomb|missile|drone|shoot|shot|gunfire|armed|kill|murder|riot|coup|war\b|warfare|conflict|unrest|violen|curfew|martial law|state of emergency)\w*/i,
  /\b(?:fight(?:s|ing|ers?)?|fought|clash(?:es|ed)?|troops?|militias?|insurgen\w+|rebels?|landmines?|air ?strikes?|shelling|loot\w+|siege)\b/i,
  /\b(?:rap(?:e|ed|es|ists?)|rob(?:s|bed|bing|bery|beries|bers?)|stab(?:s|bed|bings?)|mugg\w+|assault\w*|carjack\w*|extort\w*|gangs?|pira(?:cy|tes?))\b/i,
  /\b(?:arrest|deport|imprison|jail)\w*|\b(?:died|dies|deaths?|deadly|fatal\w*|casualt\w+|injur\w+|wounded)\b/i,
  /\b(?:contaminat|poison|radiation|radioactiv|nuclear|pandemic|quarantin|lockdown|shortage)\w*|\bran? out of\b|\bhas run out\b/i,
  /\b(?:earthquake|tsunami|eruption|volcan|hurricane|cyclone|typhoon|flood|wildfire|landslide|outbreak|epidemic|cholera|ebola)\w*/i,
  /\b(?:border|airport|airspace|embassy|consulate)s? (?:\w+ ){0,3}(?:clos|shut|suspend)\w*|\bdetain\w*|\barbitrar\w+/i,
  /\b(?:danger|unsafe|threat|high(?:er|est)? risk|life-threatening)\w*/i,
  /\b(?:reisewarnung|gewarnt|abgeraten|lebensgefahr|ausreise\w*|anschl[aä]g\w*|entf[uü]hr\w*)\b/i,
  /(?:危険|退避|渡航|避難|テロ|攻撃)/,
];

export function speaksOfDanger(text: string): boolean {
  return dangers.some((danger) => danger.test(text));
}

/** A note that says where people's safety was written about is news even where what was written cannot be seen. */
export function speaksOfSafety(note: string): boolean {
  return (
    speaksOfDanger(note) ||
    /\b(?:risk levels?|regional advisor(?:y|ies)|safety|security)\b/i.test(note)
  );
}
