import type { Phrase } from './phrases.ts';

/** The same in the languages that mail systems answer in; words of the mailbox's state first here too. */
export const foreignPhrases: readonly Phrase[] = [
  soft('mailbox-full', /(?:bo[iî]te|compte|quota|espace).{0,40}(?:plein|satur|d[eé]pass|insuffisant)|(?:postfach|mailbox|konto|quota|kontingent|speicher\w*).{0,40}(?:\bvoll\b|[uü]berf[uü]llt|[uü]berschritten|ersch[oö]pft)|(?:buz[oó]n|casilla|cuenta|cuota|espacio).{0,40}(?:llen|excedid|sobrepasad|super)|(?:caixa|conta|cota|espa[cç]o).{0,40}(?:chei|exced|lotad)|(?:casella|quota|spazio).{0,40}(?:pien|superat|esaurit)|(?:postvak|brievenbus|mailbox).{0,30}\bvol\b|(?:skrzynk|limit|konto).{0,30}(?:pe[lł]n|przepe[lł]n|przekrocz)|(?:ящик|квот|лимит|мест).{0,40}(?:перепол|превыш|исчерп|закончил|заполнен)|переполнен|(?:メールボックス|受信箱|容量|メールの保存).{0,30}(?:いっぱい|一杯|満杯|超え|超過|不足|オーバー)|容量(?:オーバー|不足|超過)|(?:邮箱|郵箱|信箱|空间|空間|容量).{0,20}(?:已满|已滿|不足|超过|超過|超出|满了)|(?:kota|kutu|alan).{0,30}(?:dolu|aşıl|doldu)|(?:사서함|메일함|용량).{0,20}(?:초과|가득|부족)/),
  block('spam', /спам|垃圾邮件|垃圾郵件|迷惑メール|スパム|pourriel|ind[eé]sirable|reputaci[oó]n|reputa[cç][aã]o/),
  soft('suspended', /(?:compte|bo[iî]te).{0,40}(?:bloqu|suspendu|d[eé]sactiv|inactif|ferm)|(?:konto|postfach|benutzer|empf[aä]nger).{0,40}(?:gesperrt|deaktiviert|inaktiv|geschlossen)|(?:cuenta|buz[oó]n).{0,40}(?:suspendid|desactivad|bloquead|inactiv|deshabilitad)|(?:conta|caixa).{0,40}(?:suspens|desativad|bloquead|inativ)|(?:casella|account|utente).{0,40}(?:sospes|disattivat|disabilitat|bloccat)|(?:ящик|аккаунт|пользователь|учетн|учётн).{0,40}(?:заблокирован|отключ|приостановл|неактив|закрыт)|(?:受信|メール).{0,20}(?:停止|拒否|制限)|(?:账号|帳號|邮箱|用户|帐号).{0,20}(?:停用|冻结|凍結|禁用|锁定|关闭)|(?:계정|메일함).{0,15}(?:정지|휴면|잠김)/),
  hard('host-unknown', /(?:domaine|h[oô]te|serveur).{0,30}(?:inconnu|introuvable|n'existe pas)|(?:domain|domäne|rechner|host).{0,30}(?:unbekannt|existiert nicht|nicht gefunden)|(?:dominio|servidor).{0,30}(?:desconocid|no existe|no se encuentra|no encontrad)|dom[ií]nio.{0,30}(?:desconhecid|n[aã]o existe|n[aã]o encontrad|inesistente|non esiste|sconosciut)|домен.{0,30}(?:не найден|не существует|неизвест)|(?:ホスト|ドメイン).{0,20}(?:見つかりません|存在しません|不明)|(?:域名|主机|網域).{0,12}(?:不存在|找不到|无法解析)/),
  unknown(/(?:adresse|destinataires?|utilisateur|compte|bo[iî]te).{0,40}(?:inconnu|invalide|inexistant|n'existe pas|introuvable|n'a pas [eé]t[eé] trouv|n'est pas valide|erron)|(?:aucun|pas d)['e ]{0,3}(?:utilisateur|destinataire|bo[iî]te|compte)/),
  unknown(/(?:benutzer|empf[aä]nger|adressat|adresse|postfach|mailbox|konto|nutzer)\w{0,12}\b.{0,40}(?:unbekannt|existiert nicht|nicht (?:gefunden|bekannt|vorhanden|verf[uü]gbar|ermittelt|zustellbar)|ung[uü]ltig)|unbekannter? (?:benutzer|empf[aä]nger|nutzer|adress)|kein (?:solcher )?(?:benutzer|postfach|empf[aä]nger)/),
  unknown(/(?:usuario|destinatari[oa]|direcci[oó]n|buz[oó]n|cuenta|casilla)s?\b.{0,40}(?:desconocid|no exist|inexistente|no (?:se |ha |fue |pudo )*(?:sido )?encontr|inv[aá]lid|no (?:es )?v[aá]lid|no est[aá])/),
  unknown(/(?:usu[aá]rio|destinat[aá]rio|endere[cç]o|caixa(?: postal)?|conta)\b.{0,40}(?:desconhecid|n[aã]o existe|inexistente|n[aã]o (?:foi )?(?:encontrad|localizad)|inv[aá]lid)/),
  unknown(/(?:utente|destinatario|indirizzo|casella|account)\b.{0,40}(?:sconosciut|non esiste|inesistente|non (?:[eè] )?(?:stat[oa] )?(?:trovat|valid)|errat)/),
  unknown(/(?:gebruiker|ontvanger|geadresseerde|adres|postvak)\b.{0,30}(?:onbekend|bestaat niet|niet gevonden|ongeldig)|(?:użytkownik|odbiorc|adresat|skrzynk|konto|adres)\w{0,4}.{0,30}(?:nieznan|nie istniej|nie znalezion|niepoprawn)|(?:uživatel|adresát|schránk|příjemc)\w{0,4}.{0,30}(?:neexist|neznám|nenalezen)|(?:användare|mottagare|adress|bruger|modtager|bruker|mottaker)\w{0,4}.{0,30}(?:okänd|finns inte|ukendt|findes ikke|ukjent|finnes ikke|hittades inte)|(?:käyttäj|vastaanottaj|osoit)\w{0,6}.{0,30}(?:tuntematon|ei löydy|ei ole)|(?:felhasználó|címzett|postafiók)\w{0,4}.{0,30}(?:ismeretlen|nem létezik|nem található)|(?:kullanıcı|alıcı|adres|posta kutusu)\w{0,6}.{0,30}(?:bulunamadı|mevcut değil|geçersiz|bilinmiyor)/),
  unknown(/(?:пользовател|получател|адресат|адрес|ящик|аккаунт|учётн|учетн)[а-яё]{0,6}.{0,40}(?:не найден|не существу|неизвест|отсутству|недействит|неверн|не зарегистр)|нет таког?о? (?:пользовател|ящик|адрес|получател)|(?:несуществующ|неизвестн)[а-яё]{1,4} (?:пользовател|ящик|адрес|получател)/),
  unknown(/(?:宛先|あて先|送信先|ユーザー?|アドレス|受信者|メールボックス|アカウント).{0,30}(?:見つかりません|存在しません|存在しない|不明|ありません|無効|誤り|見つかりませんでした)|ユーザー?不明|宛先不明/),
  unknown(/(?:用户|用戶|收件人|收信人|邮箱|郵箱|信箱|账号|帐号|帳號|地址).{0,12}(?:不存在|未找到|找不到|无效|無效|未知|错误|不正确)|(?:无此|查无此|没有此|沒有此|無此|查無此|没有该|不存在该)(?:用户|用戶|收件人|邮箱|信箱|人|地址)|(?:사용자|수신자|수신인|계정|메일함|메일주소|주소).{0,20}(?:없습니다|없음|존재하지|찾을 수 없|알 수 없)/),
  soft('expired', /délai|zeitüberschreitung|tiempo de espera|tempo limite|scadut|истек|タイムアウト|超时|逾時/),
];

function soft(reason: string, pattern: RegExp): Phrase {
  return { class: 'soft', reason, pattern };
}

function block(reason: string, pattern: RegExp): Phrase {
  return { class: 'block', reason, pattern };
}

function hard(reason: string, pattern: RegExp): Phrase {
  return { class: 'hard', reason, pattern };
}

function unknown(pattern: RegExp): Phrase {
  return { class: 'unknown-recipient', reason: 'unknown-recipient', pattern };
}
