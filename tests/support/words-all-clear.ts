import type { Words } from '#src/advisory/advisory.ts';

/** How the made-up caution for Mali ends, in each language that has phrases. */
export const allClear = {
  en: {
    headline: 'The three workers are free: our caution for Mali ends',
    whatToDo: { residents: 'Tell the Embassy if you leave Mali.' },
    whatHappened: 'The three workers are home, unhurt.',
    changeNote: 'The three workers are free, and no more attacks are expected.',
    stillHolds: 'The roads around Kayes stay dangerous. Do not travel there by road.',
  },
  hi: {
    headline: 'तीनों कामगार छूट गए: माली के लिए हमारी चेतावनी समाप्त',
    whatToDo: { residents: 'माली से जाएँ तो दूतावास को बताएँ।' },
    whatHappened: 'तीनों कामगार सकुशल घर लौट आए हैं।',
    changeNote: 'तीनों कामगार छूट गए हैं, और नए हमलों का अंदेशा नहीं है।',
    stillHolds: 'काय के आसपास की सड़कें अब भी ख़तरनाक हैं। वहाँ सड़क से न जाएँ।',
  },
  fr: {
    headline: 'Les trois ouvriers sont libres\u00A0: notre appel à la prudence prend fin',
    whatToDo: { residents: 'Prévenez l’ambassade si vous quittez le Mali.' },
    whatHappened: 'Les trois ouvriers sont rentrés chez eux, sains et saufs.',
    changeNote: 'Les trois ouvriers sont libres, et aucune autre attaque n’est à craindre.',
    stillHolds: 'Les routes autour de Kayes restent dangereuses. N’y allez pas par la route.',
  },
  ar: {
    headline: 'إطلاق سراح العمال الثلاثة: انتهى تحذيرنا بشأن مالي',
    whatToDo: { residents: 'أخبروا السفارة إن غادرتم مالي.' },
    whatHappened: 'عاد العمال الثلاثة إلى بيوتهم سالمين.',
    changeNote: 'أُطلق سراح العمال الثلاثة، ولا تُنتظر هجمات أخرى.',
    stillHolds: 'ما زالت الطرق حول كايس خطرة. لا تسافروا إليها براً.',
  },
  ml: {
    headline: 'മൂന്നു തൊഴിലാളികളും മോചിതരായി: മാലിക്കുള്ള മുന്നറിയിപ്പ് അവസാനിച്ചു',
    whatToDo: { residents: 'മാലി വിടുകയാണെങ്കിൽ എംബസിയെ അറിയിക്കുക.' },
    whatHappened: 'മൂന്നു തൊഴിലാളികളും പരിക്കില്ലാതെ വീട്ടിലെത്തി.',
    changeNote: 'മൂന്നു തൊഴിലാളികളും മോചിതരായി. പുതിയ ആക്രമണങ്ങൾ പ്രതീക്ഷിക്കുന്നില്ല.',
    stillHolds: 'കായിനു ചുറ്റുമുള്ള റോഡുകൾ ഇപ്പോഴും അപകടകരമാണ്. അവിടേക്കു റോഡു വഴി പോകരുത്.',
  },
} as const satisfies Record<string, Words>;
