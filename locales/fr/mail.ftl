settings-mail-title = Messagerie
settings-mail-text = Le serveur qui achemine les courriels de DataSync : les liens destinés aux personnes et l’annonce de ce qui ne va pas.
mail-saved = Enregistré. Les courriels en attente partent maintenant.
mail-state-unusable = Ce qui est enregistré n’est pas utilisable par cette version : veuillez vérifier chaque champ et enregistrer de nouveau.
mail-state-console = Pas encore de serveur de messagerie : les liens destinés aux personnes s’affichent sur la console de ce serveur.
mail-state-unsigned = Les courriels passent par { $server }, sans authentification.
mail-state-signed = Les courriels passent par { $server }, authentifiés en tant que { $user }.
mail-from-configuration = Ces paramètres viennent de la configuration du serveur. Dès que vous enregistrez ici, ce sont les vôtres qui comptent.
mail-in-trouble = { $count ->
    [one] Un courriel aurait dû partir et n’est pas parti.
   *[other] { $count } courriels auraient dû partir et ne sont pas partis.
}
mail-in-trouble-link = Les afficher
mail-in-trouble-badge = { $count ->
    [one] un courriel non envoyé
   *[other] { $count } courriels non envoyés
}

## Champs

field-smtp-server = Serveur SMTP
field-smtp-server-help = Un nom comme smtp.exemple.fr, sans https:// ni port.
field-port = Port
field-port-help = Le plus souvent 587 ; 465 ou 25 chez certains fournisseurs.
field-hello-name = Nom dans la salutation (EHLO)
field-hello-name-help = Laissez vide pour l’hôte de l’URL du serveur. Certains serveurs de messagerie n’acceptent qu’un nom connu du DNS.
field-sender-address = Adresse de l’expéditeur
field-sender-address-help = Une adresse que le serveur vous autorise à utiliser. Un nom peut la précéder : DataSync <sync@exemple.fr>
field-connection-mode = Mode de connexion
mail-mode-none = Aucune authentification
mail-mode-none-help = DataSync envoie sans s’identifier. La connexion est chiffrée si le serveur le propose.
mail-mode-credentials = Identifiants réseau
mail-mode-api-key = Clé API
mail-mode-oauth2 = OAuth 2.0
mail-mode-oauth2-help = DataSync s’identifie comme application, sans mot de passe d’utilisateur. Marche à suivre :
field-use-tls = Utiliser SSL/TLS
field-use-tls-help = Rien n’est envoyé si la connexion n’est pas chiffrée ou si le certificat n’est pas valable. Coché ou non, un jeton OAuth ne circule jamais en clair.
field-api-key = Clé API
field-smtp-login = Identifiant SMTP
field-smtp-login-help = À laisser vide pour SendGrid, Postmark, Resend et SparkPost. Mailgun et Brevo l’affichent à côté de la clé.
field-client-id = ID client
field-client-secret = Secret client
field-token-endpoint = URL du jeton
field-token-endpoint-help = Pour Microsoft 365 : https://login.microsoftonline.com/ID-DU-LOCATAIRE/oauth2/v2.0/token
field-scopes = Étendues (scopes)
field-scopes-help = Pour Microsoft 365 : https://outlook.office365.com/.default
mail-more = Plus d’options
field-mailbox = Boîte aux lettres
field-mailbox-help = La boîte à ouvrir, si ce n’est pas celle de l’expéditeur.
field-client-authentication = Secret client dans l’en-tête (Basic)
field-client-authentication-help = Pour les services de jetons qui ne l’acceptent pas dans le corps de la requête. Microsoft 365 accepte les deux.
field-test-address = Adresse de test
mail-secret-new = Enregistré chiffré et jamais affiché de nouveau.
mail-secret-lost = Veuillez le saisir de nouveau : rien n’a été enregistré et votre saisie n’a pas été conservée.
mail-secret-kept = Enregistré. Laissez ce champ vide pour le conserver ; pour un autre serveur ou un autre utilisateur, il faut le saisir de nouveau.
unsaved-changes = Modifications non enregistrées
save = Enregistrer
cancel = Annuler

## Test

mail-test = Envoyer un courriel de test
mail-test-title = Courriel de test
mail-test-running = Envoi à { $recipient } par { $server }.
mail-test-gone = Ce test est terminé depuis plus d’une heure, ou il appartient à quelqu’un d’autre.
mail-test-back = Retour aux paramètres de messagerie
mail-test-passed = Cela fonctionne.
mail-test-passed-text = Le serveur de messagerie a accepté le courriel pour { $recipient }. Vérifiez qu’il arrive et qu’il n’a pas été classé parmi les indésirables.
mail-test-save = Enregistrer ces paramètres
mail-test-broken-off = Le test s’est interrompu. Veuillez réessayer.
mail-stage-dns = Nom (DNS)
mail-stage-tcp = Connexion (TCP)
mail-stage-tls = Chiffrement (TLS)
mail-stage-ehlo = Salutation (EHLO)
mail-stage-token = Jeton (OAuth 2.0)
mail-stage-auth = Authentification (AUTH)
mail-stage-envelope = Expéditeur et destinataire
mail-stage-accepted = Message
stage-passed = Réussi :
stage-failed = Échec :
milliseconds = { $millis } ms
seen-connected = Connecté à { $address }, port { $port }.
seen-encrypted = { $version }, certificat vérifié.
seen-encrypted-unverified = { $version }, certificat non vérifié, car le chiffrement n’est pas exigé.
seen-in-clear = Non chiffré : le serveur ne le propose pas.
seen-certificate = Certificat pour { $names }, délivré par { $issuer }, valable jusqu’au { $date }.
seen-mechanisms = Méthodes d’authentification : { $list }.
seen-token = Audience : { $audience }. Rôles : { $roles }. Durée de vie : { $lifetime }.
seen-minutes = { $minutes } min
seen-none = aucun
seen-signed-in = Authentification acceptée ({ $mechanism }).
seen-no-sign-in = Inutile : mode sans authentification, ou identifiants vides.
seen-envelope = De { $from } à { $to }.
mail-server-said = Le serveur a répondu : { $answer }

## Guides

guides-label = Marche à suivre
guide-microsoft-365-title = Configurer SMTP avec OAuth 2.0
guide-title = Envoyer des courriels par { $provider }

## Courriels

mails-title = Courriels envoyés, en attente et en échec
mails-text = Ce que DataSync a promis d’envoyer. DataSync réessaie automatiquement d’envoyer les courriels en attente, à intervalles croissants ; ceux en échec ont été refusés définitivement.
mails-filter = Filtrer les courriels
mails-all = Tous
mails-all-sent = Envoyés
mails-sent = Envoyé
mails-waiting = En attente
mails-failed = En échec
mails-dropped = Abandonné
mails-empty = Il n’y a rien ici.
mails-column-mail = Courriel
mails-column-recipient = Pour
mails-column-promised = Créé le
mails-column-state = État
mails-column-actions = Actions
mails-next-try = { $tries ->
    [one] prochaine tentative le { $when }, après un essai
   *[other] prochaine tentative le { $when }, après { $tries } essais
}
mails-typed = « { $typed } », tel que saisi
mails-send-again = Renvoyer
mails-discard = Abandonner
mails-activation = Activation
mails-forgotten = Mot de passe oublié
mails-reset = Avis : mot de passe réinitialisé
mails-password-changed = Avis : mot de passe modifié
mails-email-changed-old = Avis à l’ancienne adresse
mails-email-change = Confirmation d’une nouvelle adresse
mails-usernames-forgotten = Noms d’utilisateur oubliés
mails-two-factor-on = Avis : double authentification activée
mails-two-factor-off = Avis : double authentification désactivée
mails-new-browser = Avis : connexion depuis un nouveau navigateur
mails-code-missing = Avis : connexion sans code
pages-label = Pages
pages-previous = Précédente
pages-next = Suivante
pages-of = Page { $page } sur { $pages }
