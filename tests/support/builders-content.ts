import type { Content, RelationKind, Words } from '#src/advisory/advisory.ts';
import type { Mission } from '#src/advisory/mission.ts';
import type { Revision } from '#src/advisory/revision.ts';
import { originOf } from '#src/advisory/words.ts';

/** Words of a made-up caution for Mali, in each language that has phrases. */
const caution = {
  en: {
    headline: 'Three workers abducted near Kayes: take care everywhere in Mali',
    whatToDo: {
      residents:
        'Stay at home after dark. Tell the Embassy where you are and answer its calls. Keep papers, water and money at hand.',
      travellers: 'Put off your journey to Mali. If you must go, register with the Embassy first.',
      ifYouCannot:
        'If you cannot stay in, move only by day, in company, and tell someone your route.',
    },
    whatHappened:
      'Armed men entered a cement factory near Kayes on 1 July and took three workers away. The search goes on. We do not know where they are.',
    short:
      'Mali: three workers abducted near Kayes on 1 July. Stay in after dark, tell the Embassy where you are. Put off travel to Mali.',
  },
  hi: {
    headline: 'काय के पास तीन कामगारों का अपहरण: पूरे माली में सावधान रहें',
    whatToDo: {
      residents:
        'अँधेरा होने के बाद घर पर रहें। दूतावास को बताएँ कि आप कहाँ हैं और उसके फ़ोन का जवाब दें। काग़ज़ात, पानी और पैसे पास रखें।',
      travellers: 'माली की यात्रा टाल दें। जाना ज़रूरी हो तो पहले दूतावास में पंजीकरण कराएँ।',
      ifYouCannot:
        'अगर घर पर नहीं रह सकते, तो केवल दिन में और किसी के साथ निकलें, और अपना रास्ता किसी को बताएँ।',
    },
    whatHappened:
      '1 जुलाई को हथियारबंद लोग काय के पास एक सीमेंट कारख़ाने में घुसे और तीन कामगारों को उठा ले गए। तलाश जारी है। वे कहाँ हैं, यह पता नहीं है।',
    short:
      'माली: 1 जुलाई को काय के पास तीन कामगारों का अपहरण। अँधेरे के बाद घर पर रहें, दूतावास को बताएँ कि आप कहाँ हैं। माली की यात्रा टाल दें।',
  },
  fr: {
    headline: 'Trois ouvriers enlevés près de Kayes : soyez prudents dans tout le Mali',
    whatToDo: {
      residents:
        'Restez chez vous après la tombée de la nuit. Dites à l’ambassade où vous êtes et répondez à ses appels. Gardez papiers, eau et argent à portée de main.',
      travellers:
        'Reportez votre voyage au Mali. Si vous devez partir, inscrivez-vous d’abord auprès de l’ambassade.',
      ifYouCannot:
        'Si vous ne pouvez pas rester chez vous, déplacez-vous de jour, accompagné, et indiquez votre trajet à quelqu’un.',
    },
    whatHappened:
      'Le 1er juillet, des hommes armés sont entrés dans une cimenterie près de Kayes et ont emmené trois ouvriers. Les recherches continuent. Nous ne savons pas où ils sont.',
    short:
      'Mali : trois ouvriers enlevés près de Kayes le 1er juillet. Restez chez vous la nuit, dites à l’ambassade où vous êtes. Reportez tout voyage au Mali.',
  },
  ar: {
    headline: 'اختطاف ثلاثة عمال قرب كايس: توخوا الحذر في كل أنحاء مالي',
    whatToDo: {
      residents:
        'الزموا بيوتكم بعد حلول الظلام. أخبروا السفارة بمكانكم وأجيبوا على اتصالاتها. أبقوا الأوراق والماء والمال في متناول اليد.',
      travellers: 'أجّلوا سفركم إلى مالي. إن كان لا بد من السفر فسجّلوا أسماءكم لدى السفارة أولاً.',
      ifYouCannot:
        'إن تعذّر عليكم البقاء في البيت فتنقلوا نهاراً فقط ومع غيركم، وأخبروا أحداً بطريقكم.',
    },
    whatHappened:
      'دخل مسلحون مصنعاً للإسمنت قرب كايس في 1 يوليو واقتادوا ثلاثة عمال. البحث مستمر. لا نعرف مكانهم.',
    short:
      'مالي: اختطاف ثلاثة عمال قرب كايس في 1 يوليو. الزموا بيوتكم ليلاً وأخبروا السفارة بمكانكم. أجّلوا السفر إلى مالي.',
  },
  ml: {
    headline: 'കായിനടുത്ത് മൂന്നുപേരെ തട്ടിക്കൊണ്ടുപോയി: മാലിയിൽ ജാഗ്രത വേണം',
    whatToDo: {
      residents:
        'ഇരുട്ടിയാൽ വീട്ടിൽ കഴിയുക. എവിടെയാണെന്ന് എംബസിയെ അറിയിക്കുക, അവർ വിളിച്ചാൽ എടുക്കുക. രേഖകളും വെള്ളവും പണവും കരുതുക.',
      travellers: 'മാലിയിലേക്കുള്ള യാത്ര മാറ്റിവയ്ക്കുക. പോയേ തീരൂ എങ്കിൽ ആദ്യം എംബസിയിൽ പേരു ചേർക്കുക.',
      ifYouCannot:
        'വീട്ടിൽ കഴിയാൻ പറ്റുന്നില്ലെങ്കിൽ പകൽ മാത്രം, ആരുടെയെങ്കിലും കൂടെ പുറത്തിറങ്ങുക. പോകുന്ന വഴി ഒരാളോടു പറയുക.',
    },
    whatHappened:
      'ജൂലൈ 1-ന് ആയുധധാരികൾ കായിനടുത്തുള്ള ഒരു സിമന്റ് ഫാക്ടറിയിൽ കടന്ന് മൂന്നു തൊഴിലാളികളെ കൊണ്ടുപോയി. തിരച്ചിൽ തുടരുന്നു. അവർ എവിടെയാണെന്ന് അറിയില്ല.',
    short:
      'മാലി: ജൂലൈ 1-ന് കായിനടുത്ത് മൂന്നു തൊഴിലാളികളെ തട്ടിക്കൊണ്ടുപോയി. ഇരുട്ടിയാൽ വീട്ടിൽ കഴിയുക, എവിടെയാണെന്ന് എംബസിയെ അറിയിക്കുക. മാലി യാത്ര മാറ്റിവയ്ക്കുക.',
  },
} as const satisfies Record<string, Words>;

/** What a follow-up adds to the words, in the same languages. */
const news = {
  en: {
    changeNote: 'It was three workers, not two as we wrote before.',
    stillHolds: 'The region of Kayes stays dangerous: do not travel there by road.',
  },
  hi: {
    changeNote: 'कामगार तीन थे, दो नहीं जैसा हमने पहले लिखा था।',
    stillHolds: 'काय का इलाका अब भी ख़तरनाक है: वहाँ सड़क से न जाएँ।',
  },
  fr: {
    changeNote: 'Il s’agit de trois ouvriers, et non de deux comme nous l’avions écrit.',
    stillHolds: 'La région de Kayes reste dangereuse : n’y allez pas par la route.',
  },
  ar: {
    changeNote: 'عدد العمال ثلاثة وليس اثنين كما كتبنا من قبل.',
    stillHolds: 'منطقة كايس ما زالت خطرة: لا تسافروا إليها براً.',
  },
  ml: {
    changeNote: 'തൊഴിലാളികൾ മൂന്നാണ്, മുമ്പ് എഴുതിയതുപോലെ രണ്ടല്ല.',
    stillHolds: 'കായ് പ്രദേശം ഇപ്പോഴും അപകടകരമാണ്: അവിടേക്കു റോഡു വഴി പോകരുത്.',
  },
} as const;

/** The content of a first caution for Mali, complete and with current translations. */
export function aContent(overrides: Partial<Content> = {}): Content {
  return {
    issuer: 'in-mea',
    kind: 'alert',
    status: 'actual',
    language: 'en',
    appliesTo: [{ country: 'ML', level: null, levelWording: 'Exercise utmost caution' }],
    eventPlaces: [{ country: 'ML', region: 'ML-1' }],
    travellers: 'defer',
    residents: 'keep-in-touch',
    eventAt: '2025-07-01',
    timeZone: 'Africa/Bamako',
    nextUpdateBy: '2025-07-03T12:00:00Z',
    reviewBy: '2025-07-09T00:00:00Z',
    contacts: ['in-embassy-bamako'],
    categories: ['abduction'],
    audience: [],
    relation: { kind: 'new', to: [] },
    words: stamped(caution),
    provenance: {
      source: 'in-mea',
      url: 'https://ministry.example/press/caution-mali',
      fetchedAt: '2025-07-02T13:00:00Z',
      sha256: 'a'.repeat(64),
      licence: 'Government open data licence',
    },
    ...overrides,
  };
}

/** The content of a follow-up of that caution: what changed and, for an all-clear, what still holds are in the words. */
export function aFollowUp(
  kind: Exclude<RelationKind, 'new'>,
  overrides: Partial<Content> = {},
): Content {
  const words: Record<string, Words> = {
    en: { ...caution.en, ...news.en },
    hi: { ...caution.hi, ...news.hi },
    fr: { ...caution.fr, ...news.fr },
    ar: { ...caution.ar, ...news.ar },
    ml: { ...caution.ml, ...news.ml },
  };
  return aContent({ relation: { kind, to: [] }, words: stamped(words), ...overrides });
}

export function aRevision(overrides: Partial<Revision> = {}): Revision {
  return {
    advisoryId: 'in-mea-2025-0042',
    number: 1,
    content: aContent(),
    change: 'new',
    lane: 'urgent',
    publishedAt: new Date('2025-07-02T14:30:00Z'),
    ...overrides,
  };
}

export function aMission(overrides: Partial<Mission> = {}): Mission {
  return {
    id: 'in-embassy-bamako',
    country: 'ML',
    serves: [],
    name: {
      en: 'Embassy of India, Bamako',
      hi: 'भारतीय दूतावास, बमाको',
      fr: 'Ambassade de l’Inde, Bamako',
      ar: 'سفارة الهند، باماكو',
      ml: 'ഇന്ത്യൻ എംബസി, ബമാകോ',
    },
    city: { en: 'Bamako', hi: 'बमाको', fr: 'Bamako', ar: 'باماكو', ml: 'ബമാകോ' },
    phones: [
      { number: '+22300000002', use: 'office' },
      { number: '+22300000001', use: 'emergency' },
    ],
    hours: '09:00–17:00',
    verifiedAt: '2025-06-20T09:00:00Z',
    ...overrides,
  };
}

/** The mission next door, with one number. */
export function aMissionInDakar(overrides: Partial<Mission> = {}): Mission {
  return aMission({
    id: 'in-embassy-dakar',
    country: 'SN',
    name: {
      en: 'Embassy of India, Dakar',
      hi: 'भारतीय दूतावास, डकार',
      fr: 'Ambassade de l’Inde, Dakar',
      ar: 'سفارة الهند، داكار',
      ml: 'ഇന്ത്യൻ എംബസി, ഡാക്കർ',
    },
    phones: [{ number: '+22100000001', use: 'emergency' }],
    ...overrides,
  });
}

/** Marks every translation as one of the English words that stand there now. */
export function stamped(words: Readonly<Record<string, Words>>): Record<string, Words> {
  const { en, ...translations } = words;
  if (en === undefined) return { ...words };
  const translates = originOf(en);
  return {
    en,
    ...Object.fromEntries(
      Object.entries(translations).map(([language, text]) => [language, { ...text, translates }]),
    ),
  };
}
