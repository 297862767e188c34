import type { Words } from '#src/advisory/advisory.ts';

type InEachLanguage = Readonly<Record<'en' | 'hi' | 'fr' | 'ar', Words>>;

/** What the officer makes of the ministry's report. */
export const caution = {
  en: {
    headline: 'Three Indian nationals abducted in Kayes; take great care everywhere in Mali',
    whatToDo: {
      residents:
        'Take great care. Stay at home after dark. Tell the Embassy in Bamako where you are and how to reach you, and answer its calls.',
      travellers: 'Put off your journey to Mali.',
      ifYouCannot:
        'If you must move, go by day and not alone, and tell someone you trust your route.',
    },
    whatHappened:
      'On 1 July 2025 armed men entered a cement factory in Kayes, in the west of Mali, and took three Indian nationals away. The Embassy is in touch with the authorities, the factory and the families.',
  },
  hi: {
    headline: 'कायेस में तीन भारतीय नागरिकों का अपहरण; पूरे माली में बहुत सावधान रहें',
    whatToDo: {
      residents:
        'बहुत सावधान रहें। अँधेरा होने के बाद घर पर रहें। बमाको में दूतावास को बताएँ कि आप कहाँ हैं और आपसे कैसे संपर्क हो सकता है, और उसके फ़ोन का जवाब दें।',
      travellers: 'माली की यात्रा टाल दें।',
      ifYouCannot:
        'निकलना ही पड़े तो दिन में निकलें, अकेले न जाएँ, और किसी भरोसेमंद व्यक्ति को अपना रास्ता बता दें।',
    },
    whatHappened:
      '1 जुलाई 2025 को हथियारबंद लोग पश्चिमी माली के कायेस में एक सीमेंट कारख़ाने में घुसे और तीन भारतीय नागरिकों को उठा ले गए। दूतावास अधिकारियों, कारख़ाने और परिवारों के संपर्क में है।',
  },
  fr: {
    headline:
      'Trois ressortissants indiens enlevés à Kayes ; soyez très prudents dans tout le Mali',
    whatToDo: {
      residents:
        'Soyez très prudents. Restez chez vous après la tombée de la nuit. Dites à l’ambassade à Bamako où vous êtes et comment vous joindre, et répondez à ses appels.',
      travellers: 'Reportez votre voyage au Mali.',
      ifYouCannot:
        'Si vous devez vous déplacer, faites-le de jour, jamais seul, et indiquez votre trajet à une personne de confiance.',
    },
    whatHappened:
      'Le 1er juillet 2025, des hommes armés sont entrés dans une cimenterie à Kayes, dans l’ouest du Mali, et ont emmené trois ressortissants indiens. L’ambassade est en contact avec les autorités, l’usine et les familles.',
  },
  ar: {
    headline: 'اختطاف ثلاثة مواطنين هنود في كايس؛ توخّوا أشد الحذر في كل أنحاء مالي',
    whatToDo: {
      residents:
        'توخّوا أشد الحذر. الزموا بيوتكم بعد حلول الظلام. أخبروا السفارة في باماكو بمكانكم وبطريقة الاتصال بكم، وأجيبوا على اتصالاتها.',
      travellers: 'أجّلوا سفركم إلى مالي.',
      ifYouCannot: 'إن اضطررتم إلى التنقل فتنقلوا نهاراً ومع غيركم، وأخبروا شخصاً تثقون به بطريقكم.',
    },
    whatHappened:
      'في 1 يوليو 2025 دخل مسلحون مصنعاً للإسمنت في كايس غربي مالي واقتادوا ثلاثة مواطنين هنود. السفارة على اتصال بالسلطات وبالمصنع وبالعائلات.',
  },
} as const satisfies InEachLanguage;

/** The caution advised moving by day; for the region of Kayes that was wrong. */
export const correction = {
  en: {
    ...caution.en,
    headline: 'Do not travel by road in the region of Kayes, not even by day',
    whatToDo: {
      ...caution.en.whatToDo,
      residents: `Do not travel by road in the region of Kayes. ${caution.en.whatToDo.residents}`,
      ifYouCannot:
        'If you must move elsewhere in Mali, go by day and not alone, and tell someone you trust your route.',
    },
    changeNote:
      'Our first message advised moving by day. For the region of Kayes that was wrong: do not travel by road there at all.',
  },
  hi: {
    ...caution.hi,
    headline: 'कायेस इलाक़े में सड़क से यात्रा न करें, दिन में भी नहीं',
    whatToDo: {
      ...caution.hi.whatToDo,
      residents: `कायेस इलाक़े में सड़क से यात्रा न करें। ${caution.hi.whatToDo.residents}`,
      ifYouCannot:
        'माली में कहीं और निकलना ही पड़े तो दिन में निकलें, अकेले न जाएँ, और किसी भरोसेमंद व्यक्ति को अपना रास्ता बता दें।',
    },
    changeNote:
      'हमारे पहले संदेश में दिन में निकलने की सलाह थी। कायेस इलाक़े के लिए यह ग़लत था: वहाँ सड़क से बिल्कुल यात्रा न करें।',
  },
  fr: {
    ...caution.fr,
    headline: 'Ne prenez pas la route dans la région de Kayes, même de jour',
    whatToDo: {
      ...caution.fr.whatToDo,
      residents: `Ne prenez pas la route dans la région de Kayes. ${caution.fr.whatToDo.residents}`,
      ifYouCannot:
        'Si vous devez vous déplacer ailleurs au Mali, faites-le de jour, jamais seul, et indiquez votre trajet à une personne de confiance.',
    },
    changeNote:
      'Notre premier message conseillait de se déplacer de jour. Pour la région de Kayes, c’était une erreur : n’y prenez pas du tout la route.',
  },
  ar: {
    ...caution.ar,
    headline: 'لا تسافروا براً في منطقة كايس، حتى نهاراً',
    whatToDo: {
      ...caution.ar.whatToDo,
      residents: `لا تسافروا براً في منطقة كايس. ${caution.ar.whatToDo.residents}`,
      ifYouCannot:
        'إن اضطررتم إلى التنقل في غيرها من أنحاء مالي فتنقلوا نهاراً ومع غيركم، وأخبروا شخصاً تثقون به بطريقكم.',
    },
    changeNote:
      'نصحت رسالتنا الأولى بالتنقل نهاراً. كان ذلك خطأً فيما يخص منطقة كايس: لا تسافروا فيها براً إطلاقاً.',
  },
} as const satisfies InEachLanguage;

/** What ends, and what still holds there. */
export const allClear = {
  en: {
    headline: 'The warning for all of Mali is over; the region of Kayes stays dangerous',
    whatToDo: {
      residents:
        'Outside the region of Kayes you may move about as before. Keep in touch with the Embassy.',
      travellers: 'You may travel to Mali again, but not to the region of Kayes.',
    },
    whatHappened: 'The authorities know of no further incident outside the region of Kayes.',
    changeNote: 'The warning for all of Mali ends.',
    stillHolds: 'The region of Kayes stays dangerous: do not travel there by road.',
  },
  hi: {
    headline: 'पूरे माली की चेतावनी समाप्त; कायेस इलाक़ा अब भी ख़तरनाक',
    whatToDo: {
      residents: 'कायेस इलाक़े के बाहर आप पहले की तरह आ-जा सकते हैं। दूतावास के संपर्क में रहें।',
      travellers: 'आप फिर माली जा सकते हैं, पर कायेस इलाक़े में नहीं।',
    },
    whatHappened: 'अधिकारियों को कायेस इलाक़े के बाहर किसी और घटना की जानकारी नहीं है।',
    changeNote: 'पूरे माली के लिए दी गई चेतावनी समाप्त होती है।',
    stillHolds: 'कायेस इलाक़ा अब भी ख़तरनाक है: वहाँ सड़क से न जाएँ।',
  },
  fr: {
    headline: 'La mise en garde pour tout le Mali est levée ; la région de Kayes reste dangereuse',
    whatToDo: {
      residents:
        'Hors de la région de Kayes, vous pouvez circuler comme avant. Restez en contact avec l’ambassade.',
      travellers: 'Vous pouvez de nouveau vous rendre au Mali, mais pas dans la région de Kayes.',
    },
    whatHappened:
      'Les autorités n’ont connaissance d’aucun autre incident hors de la région de Kayes.',
    changeNote: 'La mise en garde pour tout le Mali prend fin.',
    stillHolds: 'La région de Kayes reste dangereuse : n’y allez pas par la route.',
  },
  ar: {
    headline: 'انتهى التحذير الخاص بمالي كلها؛ وتبقى منطقة كايس خطرة',
    whatToDo: {
      residents: 'يمكنكم التنقل كالسابق خارج منطقة كايس. ابقوا على اتصال بالسفارة.',
      travellers: 'يمكنكم السفر إلى مالي من جديد، لكن ليس إلى منطقة كايس.',
    },
    whatHappened: 'لا علم للسلطات بحوادث أخرى خارج منطقة كايس.',
    changeNote: 'ينتهي التحذير الذي شمل مالي كلها.',
    stillHolds: 'تبقى منطقة كايس خطرة: لا تسافروا إليها براً.',
  },
} as const satisfies InEachLanguage;
