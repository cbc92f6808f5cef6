### Envoi des messages : ce qui ne va pas et ce qu’il faut faire.

## Trouver et joindre le serveur de messagerie

mail-problem-name-not-found = Aucun serveur ne porte ce nom.
mail-advice-name-not-found = Comparez « Serveur SMTP », lettre par lettre, avec ce qu’indique votre fournisseur de messagerie : c’est un nom comme smtp.exemple.fr, sans https:// ni espace. Si ce nom n’existe que dans votre réseau, vérifiez que ce serveur utilise le DNS de ce réseau.
mail-problem-name-lookup-failed = Le nom du serveur de messagerie n’a pas pu être résolu, car le DNS ne répond pas.
mail-advice-name-lookup-failed = Réessayez dans une minute. Si le problème persiste, vérifiez la connexion réseau et la configuration DNS de ce serveur.
mail-problem-connection-refused = Le serveur de messagerie refuse les connexions sur ce port.
mail-advice-connection-refused = Vérifiez « Port » : 587 est le plus courant, ou 465 si le chiffrement commence d’emblée. Si le port est correct, le serveur de messagerie est arrêté ou un pare-feu rejette la connexion : adressez-vous à la personne qui le gère.
mail-problem-connection-timed-out = Le serveur de messagerie n’a pas pu être joint à temps.
mail-advice-connection-timed-out = Si « Port » vaut 25, saisissez 587 : beaucoup de fournisseurs et d’hébergeurs bloquent le port 25. Sinon, un pare-feu bloque probablement la connexion : autorisez les connexions de ce serveur vers le serveur de messagerie sur ce port.
mail-problem-network-unreachable = Aucun chemin ne mène de ce serveur au serveur de messagerie.
mail-advice-network-unreachable = Vérifiez la connexion réseau et les routes de ce serveur. Si le serveur de messagerie est joint par un VPN, vérifiez que le VPN est actif.

## Chiffrement

mail-problem-tls-expected-later = Sur le port 465, le chiffrement commence d’emblée, mais le serveur de messagerie y répond en clair.
mail-advice-tls-expected-later = Saisissez 587 dans « Port » et laissez « Utiliser SSL/TLS » coché : la connexion est alors chiffrée par STARTTLS.
mail-problem-tls-expected-at-once = Sur ce port, le serveur de messagerie attend un chiffrement immédiat.
mail-advice-tls-expected-at-once = Saisissez 465 dans « Port » : c’est le seul port sur lequel DataSync chiffre d’emblée. Si votre fournisseur de messagerie ne le propose pas, utilisez un port avec STARTTLS, en général 587.
mail-problem-certificate-unknown = Le certificat du serveur de messagerie est auto-signé ou émis par une autorité que ce serveur ne connaît pas.
mail-advice-certificate-unknown = Installez le certificat de cette autorité parmi les certificats de confiance du système d’exploitation de ce serveur, puis redémarrez DataSync. Ou dotez le serveur de messagerie d’un certificat émis par une autorité publique.
mail-problem-certificate-expired = Le certificat du serveur de messagerie a expiré.
mail-advice-certificate-expired = Vérifiez d’abord la date et l’heure de ce serveur. Si elles sont exactes, demandez à la personne qui gère le serveur de messagerie de renouveler son certificat.
mail-problem-certificate-not-yet-valid = Le certificat du serveur de messagerie n’est pas encore valable.
mail-advice-certificate-not-yet-valid = Le plus souvent, l’horloge de ce serveur est fausse : vérifiez la date et l’heure, et activez la synchronisation de l’heure. Si elles sont exactes, demandez à la personne qui gère le serveur de messagerie un certificat valable dès aujourd’hui.
mail-problem-certificate-wrong-name = Le certificat du serveur de messagerie a été émis pour d’autres noms.
mail-advice-certificate-wrong-name = Ces noms figurent ci-dessus : saisissez dans « Serveur SMTP » celui de votre serveur de messagerie. Si aucun ne convient, adressez-vous à la personne qui gère ce serveur.
mail-problem-certificate-invalid = Le certificat du serveur de messagerie ne peut pas être accepté.
mail-advice-certificate-invalid = Il est peut-être révoqué, endommagé ou destiné à un autre usage. Demandez à la personne qui gère le serveur de messagerie de le remplacer.
mail-problem-tls-failed = Le serveur de messagerie et DataSync n’ont pas pu établir de connexion chiffrée.
mail-advice-tls-failed = Vérifiez « Port » : 465 chiffre d’emblée, 587 utilise STARTTLS. S’il est correct, le serveur de messagerie ne propose peut-être qu’un chiffrement dépassé : demandez à la personne qui le gère d’activer TLS 1.2 ou 1.3.
mail-problem-starttls-missing = La connexion doit être chiffrée, mais le serveur de messagerie ne propose pas STARTTLS sur ce port.
mail-advice-starttls-missing = Saisissez 587 dans « Port », ou 465 si le chiffrement y commence d’emblée. Si le serveur de messagerie se trouve dans un réseau de confiance et n’a pas de chiffrement, utilisez « Aucune authentification » ou « Identifiants réseau » et décochez « Utiliser SSL/TLS » : tout circule alors en clair.
mail-problem-starttls-refused = Le serveur de messagerie propose STARTTLS, mais a refusé de le démarrer.
mail-advice-starttls-refused = Le chiffrement ne fonctionne pas sur le serveur de messagerie, souvent parce que son certificat manque. Réessayez plus tard ou saisissez 465 dans « Port ». Si le problème persiste, adressez-vous à la personne qui gère le serveur de messagerie.
mail-problem-starttls-tampered = Des données sont arrivées avant le début du chiffrement, alors que rien ne doit arriver à ce moment.
mail-advice-starttls-tampered = Rien n’a été envoyé. Quelqu’un intervient sur la connexion, ou le serveur de messagerie est défectueux : prévenez les personnes qui gèrent votre réseau et le serveur de messagerie. S’il le propose, saisissez 465 dans « Port » : le chiffrement y commence d’emblée.

## Dialoguer avec le serveur de messagerie

mail-problem-not-a-mail-server = Ce qui répond à cette adresse n’est pas un serveur d’envoi de courriels.
mail-advice-not-a-mail-server = Comparez « Serveur SMTP » et « Port » avec ce qu’indique votre fournisseur de messagerie. Les ports d’envoi sont 587 et 465 ; 143, 993, 110 et 995 servent à lire les messages, 80 et 443 aux pages web.
mail-problem-greeting-refused = Le serveur de messagerie refuse tout dialogue avec ce serveur.
mail-advice-greeting-refused = Vérifiez que « Serveur SMTP » et « Port » sont ceux de l’envoi avec authentification, en général le port 587. Sinon, l’adresse réseau de ce serveur est bloquée ou n’est pas autorisée : demandez à la personne qui gère le serveur de messagerie de l’autoriser.
mail-problem-hello-refused = Le serveur de messagerie refuse le nom sous lequel ce serveur se présente (EHLO).
mail-advice-hello-refused = Ce nom est l’hôte de l’URL du serveur. Indiquez une URL du serveur avec un nom complet connu du DNS, ou saisissez un autre nom sous « Plus d’options », dans « Nom dans la salutation (EHLO) ».
mail-problem-server-busy = Le serveur de messagerie est trop sollicité ou en cours de redémarrage.
mail-advice-server-busy = Réessayez dans quelques minutes. Les messages en attente ne demandent rien de votre part : DataSync réessaie de lui-même.
mail-problem-connection-closed = Le serveur de messagerie a coupé la connexion en cours de route.
mail-advice-connection-closed = Réessayez dans quelques minutes. Si cela se répète, comparez « Port » et « Utiliser SSL/TLS » avec ce qu’indique votre fournisseur de messagerie, et vérifiez qu’aucun pare-feu ne coupe la connexion.
mail-problem-answer-timed-out = Le serveur de messagerie a accepté la connexion, mais ne répond pas à temps.
mail-advice-answer-timed-out = Ce test a attendu la réponse jusqu’à 45 secondes ; les messages en attente l’attendent jusqu’à 5 minutes. Réessayez dans quelques minutes. Si cela se répète, comparez « Port » avec ce qu’indique votre fournisseur de messagerie, puis adressez-vous à la personne qui gère le serveur : il est surchargé, ou un pare-feu retient ses réponses.
mail-problem-answer-too-large = La réponse est anormalement longue pour un serveur de messagerie.
mail-advice-answer-too-large = Ce qui écoute à cette adresse n’est probablement pas un serveur de messagerie. Comparez « Serveur SMTP » et « Port » avec ce qu’indique votre fournisseur de messagerie.

## S’authentifier

mail-problem-auth-missing = Le serveur de messagerie ne propose pas d’authentification sur cette connexion.
mail-advice-auth-missing = Saisissez 587 dans « Port » et cochez « Utiliser SSL/TLS » : beaucoup de serveurs ne proposent l’authentification qu’une fois la connexion chiffrée. Si le serveur de messagerie laisse ce serveur envoyer sans authentification, choisissez « Aucune authentification » dans « Mode de connexion ».
mail-problem-mechanism-missing = Le serveur de messagerie ne propose pas l’authentification OAuth 2.0.
mail-advice-mechanism-missing = Comparez « Serveur SMTP » avec ce qu’indique votre fournisseur de messagerie ; pour Microsoft 365, c’est smtp.office365.com. Si le fournisseur n’a pas d’OAuth 2.0 pour l’envoi, choisissez « Identifiants réseau » dans « Mode de connexion ».
mail-problem-auth-required = Le serveur de messagerie exige une authentification, mais aucune n’est configurée ici.
mail-advice-auth-required = Choisissez le « Mode de connexion » qu’indique votre fournisseur de messagerie et remplissez ses champs. Pour Microsoft 365, c’est « OAuth 2.0 » ; pour la plupart des autres, « Identifiants réseau » ou « Clé API ».
mail-problem-auth-refused = Le serveur de messagerie n’accepte pas ce nom d’utilisateur avec ce mot de passe ou cette clé.
mail-advice-auth-refused = Saisissez à nouveau les deux ; beaucoup de fournisseurs veulent l’adresse électronique entière comme « Nom d’utilisateur ». Si la double authentification est activée pour le compte, créez un mot de passe d’application chez votre fournisseur et saisissez-le dans « Mot de passe ». Avec une clé API, vérifiez « Identifiant SMTP » et que la clé est active et autorise l’envoi.
mail-problem-auth-refused-microsoft = Microsoft 365 a refusé l’authentification.
mail-advice-auth-refused-microsoft = Avec un mot de passe : saisissez à nouveau « Nom d’utilisateur » et « Mot de passe », et vérifiez que le SMTP authentifié est activé pour cette boîte aux lettres et pour l’organisation. Avec OAuth 2.0 : le principal de service ou son autorisation sur la boîte aux lettres manque dans Exchange Online, ou il a été inscrit avec le mauvais ID d’objet ; il faut celui de l’application d’entreprise, pas celui de l’inscription d’application. Les nouvelles autorisations prennent effet en une heure au plus.
mail-problem-basic-auth-disabled = Microsoft 365 n’autorise pas ce type d’authentification pour cette boîte aux lettres ou cette organisation.
mail-advice-basic-auth-disabled = Si vous utilisez un mot de passe, choisissez « OAuth 2.0 » dans « Mode de connexion » et suivez le guide pour Microsoft 365 : Microsoft supprime les mots de passe pour l’envoi. Si vous utilisez déjà OAuth 2.0, activez le SMTP authentifié pour la boîte aux lettres, comme l’indique le guide, et vérifiez si les paramètres de sécurité par défaut de l’organisation le bloquent.
mail-problem-app-password-needed = Google exige un mot de passe d’application pour ce compte.
mail-advice-app-password-needed = Activez la validation en deux étapes dans le compte Google, créez-y un mot de passe d’application et saisissez-le dans « Mot de passe ». Si les mots de passe d’application ne sont pas proposés, l’administrateur de votre Google Workspace les a désactivés.
mail-problem-mailbox-unavailable = L’authentification a réussi, mais la boîte aux lettres ne peut pas être ouverte pour le moment.
mail-advice-mailbox-unavailable = Si les autorisations ou la boîte aux lettres viennent d’être créées, patientez jusqu’à deux heures : DataSync réessaie de lui-même. Sinon, vérifiez que le principal de service dispose de l’accès complet à cette boîte aux lettres, qu’elle existe et qu’elle possède une licence s’il lui en faut une.
mail-problem-auth-unavailable = Le serveur de messagerie ne peut pas vérifier les authentifications pour le moment.
mail-advice-auth-unavailable = Réessayez dans quelques minutes : la panne est du côté du serveur de messagerie, et DataSync réessaie de lui-même. Si elle dure des heures, adressez-vous à votre fournisseur de messagerie.

## Le jeton OAuth 2.0

mail-problem-token-endpoint-unreachable = Le service de jetons n’a pas pu être joint.
mail-advice-token-endpoint-unreachable = Comparez « URL du jeton » avec le guide ; pour Microsoft, elle commence par https://login.microsoftonline.com/. Vérifiez ensuite qu’aucun pare-feu ni proxy n’empêche ce serveur de s’y connecter en https.
mail-problem-token-endpoint-slow = Le service de jetons n’a pas répondu entièrement en 10 secondes.
mail-advice-token-endpoint-slow = Réessayez dans une minute. Si cela se répète, vérifiez la connexion internet de ce serveur et si un pare-feu ou un proxy ralentit les connexions vers « URL du jeton ».
mail-problem-token-redirected = Le service de jetons renvoie la requête vers une autre adresse, et DataSync ne la suit pas.
mail-advice-token-redirected = Saisissez l’adresse finale dans « URL du jeton ». Pour Microsoft, c’est https://login.microsoftonline.com/ID-LOCATAIRE/oauth2/v2.0/token, avec votre ID de l’annuaire (locataire) à la place de ID-LOCATAIRE.
mail-problem-token-answer-too-large = La réponse est anormalement volumineuse pour un service de jetons.
mail-advice-token-answer-too-large = « URL du jeton » mène probablement à une page web ou à un téléchargement. Comparez-la avec le guide ; pour Microsoft, elle se termine par /oauth2/v2.0/token.
mail-problem-token-answer-unreadable = Ce qui répond à « URL du jeton » n’est pas un service de jetons.
mail-advice-token-answer-unreadable = C’est probablement une page web. Comparez « URL du jeton » avec le guide ; pour Microsoft, elle se termine par /oauth2/v2.0/token.
mail-problem-token-malformed = Le jeton contient des caractères qu’aucun jeton ne comporte.
mail-advice-token-malformed = Comparez « URL du jeton » avec le guide, et vérifiez qu’aucun proxy ne modifie ses réponses. Si tout est correct, adressez-vous à votre fournisseur de messagerie.
mail-problem-token-invalid-client = L’ID client ou le secret client est incorrect.
mail-advice-token-invalid-client = Vérifiez que « Secret client » contient la valeur du secret, pas son ID. Microsoft n’affiche cette valeur qu’une fois : en cas de doute, créez un nouveau secret. Comparez ensuite « ID client » avec l’ID d’application (client) de l’inscription d’application.
mail-problem-token-secret-expired = Le secret client a expiré.
mail-advice-token-secret-expired = Créez un nouveau secret client dans l’inscription d’application, saisissez sa valeur dans « Secret client » et enregistrez. Notez le jour où il expire.
mail-problem-token-unknown-app = Aucune application ne porte cet ID client dans ce locataire.
mail-advice-token-unknown-app = Comparez « ID client » avec l’ID d’application (client) de l’inscription d’application ; ce n’est pas l’ID d’objet. Vérifiez ensuite que « URL du jeton » contient l’ID de l’annuaire (locataire) de la même organisation.
mail-problem-token-wrong-tenant = Le locataire indiqué dans l’URL du jeton n’existe pas.
mail-advice-token-wrong-tenant = Copiez l’ID de l’annuaire (locataire) depuis la vue d’ensemble de l’inscription d’application et placez-le dans « URL du jeton » : https://login.microsoftonline.com/ID-LOCATAIRE/oauth2/v2.0/token, avec cet ID à la place de ID-LOCATAIRE.
mail-problem-token-invalid-scope = Le service de jetons n’accepte pas les étendues.
mail-advice-token-invalid-scope = Pour Microsoft 365, « Étendues (scopes) » vaut exactement https://outlook.office365.com/.default, sans rien d’autre. Pour les autres fournisseurs, saisissez ce qu’ils indiquent.
mail-problem-token-unauthorized = Le service de jetons n’autorise pas cette application à obtenir un jeton.
mail-advice-token-unauthorized = Vérifiez chez votre fournisseur que l’application peut utiliser ses propres identifiants (client credentials), sans personne connectée, et qu’elle n’est pas bloquée. Dans Microsoft Entra, consultez-la sous « Applications d’entreprise » : elle ne doit pas être désactivée.
mail-problem-token-refused = Le service de jetons a refusé la requête.
mail-advice-token-refused = Sa réponse figure ci-dessus. Comparez « ID client », « Secret client », « URL du jeton » et « Étendues (scopes) » avec le guide ; si tout est correct, transmettez cette réponse à votre fournisseur.
mail-problem-token-without-permission = Il manque au jeton l’autorisation d’envoyer des messages, SMTP.SendAsApp.
mail-advice-token-without-permission = Dans l’inscription d’application, ajoutez l’autorisation d’application SMTP.SendAsApp sous « Office 365 Exchange Online » et accordez le consentement de l’administrateur. Patientez ensuite quelques minutes et réessayez.
mail-problem-token-clock-skew = L’horloge de ce serveur et celle du service de jetons diffèrent de plusieurs minutes.
mail-advice-token-clock-skew = Activez la synchronisation de l’heure sur ce serveur, vérifiez la date et l’heure, puis réessayez.
mail-problem-token-needs-tls = La connexion ne serait pas chiffrée, et un jeton ne circule jamais en clair.
mail-advice-token-needs-tls = Saisissez dans « Port » 587, où les serveurs de messagerie proposent en général STARTTLS, ou 465, où le chiffrement commence d’emblée.
mail-problem-token-rejected = Le serveur de messagerie n’a pas accepté le jeton.
mail-advice-token-rejected = Vérifiez que « Boîte aux lettres » et « Adresse de l’expéditeur » désignent une boîte aux lettres au nom de laquelle l’application peut envoyer. Les nouvelles autorisations prennent effet en une heure au plus.

## Expéditeur, destinataire et message

mail-problem-send-as-denied = La boîte aux lettres authentifiée ne peut pas envoyer avec cette adresse d’expéditeur.
mail-advice-send-as-denied = Saisissez l’adresse de la boîte aux lettres elle-même dans « Adresse de l’expéditeur ». Ou accordez-lui l’autorisation « Envoyer en tant que » pour cette adresse et patientez jusqu’à une heure.
mail-problem-sender-refused = Le serveur de messagerie n’accepte pas l’adresse de l’expéditeur.
mail-advice-sender-refused = Vérifiez que « Adresse de l’expéditeur » ne contient pas de faute de frappe. Si elle est correcte, faites valider cette adresse ou son domaine chez votre fournisseur de messagerie, ou saisissez-en une déjà validée.
mail-problem-relaying-denied = Le serveur de messagerie ne transmet pas les messages de ce serveur à ce destinataire.
mail-advice-relaying-denied = Si « Mode de connexion » vaut « Aucune authentification », choisissez un mode avec authentification, ou demandez à la personne qui gère le serveur de messagerie d’autoriser l’adresse réseau de ce serveur. Sinon, vérifiez que « Adresse de l’expéditeur » relève bien de ce serveur de messagerie.
mail-problem-recipient-refused = Le serveur de messagerie n’accepte pas l’adresse du destinataire.
mail-advice-recipient-refused = Vérifiez qu’elle ne contient pas de faute de frappe. Si elle est correcte, la boîte aux lettres n’existe plus ou n’accepte pas de messages : demandez une autre adresse à la personne.
mail-problem-temporarily-refused = Le serveur de messagerie a remis ce message à plus tard.
mail-advice-temporarily-refused = Beaucoup de serveurs le font avec les expéditeurs qu’ils ne connaissent pas encore. Vous n’avez rien à faire : DataSync réessaie de lui-même. Si cela dure des heures, adressez-vous à votre fournisseur de messagerie.
mail-problem-rate-limited = Votre limite d’envoi est atteinte sur le serveur de messagerie.
mail-advice-rate-limited = Patientez : DataSync conserve les messages et réessaie de lui-même. Si cela se répète ou ne cesse pas, demandez à votre fournisseur de messagerie une limite plus élevée, ou s’il a suspendu votre compte.
mail-problem-message-refused = Le serveur de messagerie a refusé le message après l’avoir reçu.
mail-advice-message-refused = Sa réponse figure ci-dessus ; la cause est le plus souvent un filtre antispam ou une règle du serveur. Vérifiez que le domaine de « Adresse de l’expéditeur » a les enregistrements SPF et DKIM que demande votre fournisseur de messagerie, puis transmettez-lui cette réponse.
mail-problem-message-too-large = Le message dépasse la taille que le serveur de messagerie accepte.
mail-advice-message-too-large = Les messages de DataSync sont petits : cette limite est donc anormalement basse. Demandez à la personne qui gère le serveur de messagerie de la relever.
mail-problem-smtputf8-missing = Une adresse contient des lettres que le serveur de messagerie n’accepte pas.
mail-advice-smtputf8-missing = Utilisez pour l’expéditeur et le destinataire des adresses qui n’ont que les lettres de a à z devant l’arobase (@). Ou utilisez un serveur de messagerie qui accepte les adresses internationales (SMTPUTF8).
mail-problem-unexpected = Le serveur de messagerie a donné une réponse que DataSync ne connaît pas.
mail-advice-unexpected = Cette réponse figure ci-dessus. Transmettez-la à votre fournisseur de messagerie.

## Avertissements

mail-problem-secret-in-clear = Le mot de passe circulerait en clair.
mail-advice-secret-in-clear = Cochez « Utiliser SSL/TLS » et saisissez dans « Port » 587, où les serveurs de messagerie proposent en général STARTTLS, ou 465. N’en restez là que si le serveur de messagerie se trouve dans un réseau de confiance.
mail-problem-secret-unavailable = Le secret enregistré ne peut pas être ouvert pour cette destination.
mail-advice-secret-unavailable = Saisissez de nouveau le mot de passe, la clé API ou le secret client, puis enregistrez : il a été enregistré pour un autre serveur ou avec une autre clé.
mail-problem-password-mechanism-missing = Le serveur de messagerie n’accepte pas un simple nom d’utilisateur avec mot de passe.
mail-advice-password-mechanism-missing = Il ne propose aucune des méthodes que DataSync connaît pour « Identifiants réseau » et « Clé API » (PLAIN, LOGIN). Demandez à votre fournisseur de messagerie d’en activer une, ou choisissez OAuth 2.0 si XOAUTH2 figure parmi les méthodes affichées ci-dessus.
