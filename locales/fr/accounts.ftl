field-email = Adresse électronique
field-username = Nom d’utilisateur
field-first-name = Prénom
field-last-name = Nom
field-serial-number = Numéro de série
field-setup-code = Code de configuration
field-password = Mot de passe
field-new-password = Nouveau mot de passe
field-confirm-new-password = Confirmer le nouveau mot de passe

login-title = Connexion
login-waits = Si quelqu’un d’autre essaie de deviner votre mot de passe, vous n’avez pas à attendre :
login-waits-link = recevez un lien par courriel

register-title = Créer votre compte
register-first-title = Configurer DataSync
register-first-introduction = Vous êtes la première personne ici. Le compte que vous créez maintenant devient celui de l’administrateur de ce serveur.
register-first-group = Ce serveur
register-you-group = Vous
register-license-group = Votre licence
register-submit = Créer le compte
register-have-account = J’ai déjà un compte
register-setup-code-help = Le serveur l’a affiché au démarrage. Il figure aussi dans le fichier « setup-code » du répertoire de données.
register-username-help = Laissez ce champ vide pour vous connecter avec votre adresse électronique.
register-serial-number-help = Collez-le tel que vous l’avez reçu. Tirets, espaces et majuscules ne comptent pas.
link-made-title = Encore une étape
registered-text = Un lien a été créé pour vous. Ouvrez-le pour choisir votre mot de passe ; il est valable 72 heures.
link-made-no-mail = Ce serveur n’envoie pas encore de messages : le lien s’affiche sur sa console. Demandez-le à la personne qui le gère.
link-made-mail = Il arrive par courriel dans les prochaines minutes. Sinon, regardez parmi les indésirables ou adressez-vous à votre administrateur.
back-to-login = Retour à la connexion

activate-title = Choisir votre mot de passe
set-password-for = Pour le compte « { $username } ».
set-password-submit = Enregistrer le mot de passe
password-rules-label = Règles du mot de passe
password-rule-length = de 8 à 128 caractères
password-rule-upper-case = une lettre majuscule, de A à Z
password-rule-lower-case = une lettre minuscule, de a à z
password-rule-digit = un chiffre
password-rule-no-forbidden = aucun des caractères " ' < > & ;
password-rule-met = respecté
password-rule-unmet = pas encore respecté
passwords-match = Les deux mots de passe sont identiques.
password-set-title = Votre mot de passe est enregistré
password-set-text = Vous pouvez maintenant vous connecter.
link-unusable-title = Ce lien n’est plus valable
link-unusable-text = Un lien ne sert qu’une fois, pendant un temps limité, et un lien plus récent remplace l’ancien. Cherchez un message plus récent ou demandez un nouveau lien à votre administrateur.

forgot-password-link = Mot de passe oublié ?
forgot-password-title = Mot de passe oublié ?
field-username-or-email = Nom d’utilisateur ou adresse électronique
forgot-password-introduction = Saisissez votre nom d’utilisateur ou votre adresse électronique. Si ce compte existe, un lien est créé pour choisir un nouveau mot de passe.
forgot-password-submit = Envoyer
reset-requested-text = Si un compte porte ce nom d’utilisateur, un lien a été créé. Ouvrez-le dans les 30 minutes pour choisir un nouveau mot de passe.
reset-password-title = Choisir un nouveau mot de passe

forgot-username-link = Nom d’utilisateur oublié ?
forgot-username-title = Nom d’utilisateur oublié ?
forgot-username-introduction = Saisissez votre adresse électronique. Si des comptes y sont associés, vous recevrez leurs noms d’utilisateur par courriel.
usernames-requested-title = Consultez votre messagerie
usernames-requested-text = Si des comptes sont associés à cette adresse, un courriel contenant leurs noms d’utilisateur a été préparé.
usernames-requested-no-mail = Ce serveur n’envoie pas encore de courriels : demandez votre nom d’utilisateur à la personne qui le gère.

field-code = Code
enter-code-title = Encore une étape
enter-code-text = Votre compte est protégé par l’authentification à deux facteurs. Saisissez le code affiché en ce moment par votre application.
enter-code-help = Six chiffres, ou l’un de vos codes de secours, valable une seule fois.

field-password-again = Votre mot de passe
field-password-again-help = Votre dernière saisie remonte à plus de 10 minutes. Saisissez-le de nouveau, pour que personne d’autre n’agisse à votre place.

account-saved-profile = Enregistré.
account-saved-email = Un courriel est en route vers la nouvelle adresse. Ouvrez le lien qu’il contient : d’ici là, votre adresse reste inchangée.
account-saved-password = Votre mot de passe est modifié. Vous restez connecté ici ; partout ailleurs, vous êtes déconnecté.
account-saved-two-factor-on = L’authentification à deux facteurs est activée. Désormais, un code vous sera demandé à la connexion ; les autres navigateurs sont déconnectés.
account-saved-two-factor-off = L’authentification à deux facteurs est désactivée. Les codes de votre application et vos codes de secours ne fonctionnent plus.
account-saved-sessions = Déconnexion effectuée ailleurs.
profile-title = Vous
profile-text = Comment DataSync s’adresse à vous. Votre nom d’utilisateur est « { $username } ».
field-email-notifications = Notifications par courriel
field-email-notifications-help = Vous recevez un courriel lorsqu’une tâche planifiée échoue.
change-email-title = Adresse électronique
change-email-text = Vos courriels sont envoyés à { $email }.
change-email-username = C’est aussi votre nom d’utilisateur : une fois la nouvelle adresse confirmée, vous vous connecterez avec elle.
field-new-email = Nouvelle adresse électronique
change-email-submit = Changer d’adresse
confirm-email-title = Confirmer votre nouvelle adresse
confirm-email-text = Les courriels destinés au compte « { $username } » seront désormais envoyés à { $email }.
confirm-email-username = L’adresse est aussi le nom d’utilisateur : connectez-vous ensuite avec la nouvelle.
confirm-email-submit = Confirmer
email-confirmed-title = Votre nouvelle adresse est confirmée
email-confirmed-text = Vos courriels y arrivent désormais. L’ancienne adresse en a été informée.
change-password-title = Mot de passe
change-password-text = Avec un nouveau mot de passe, tous les autres navigateurs sont déconnectés.
change-password-submit = Changer le mot de passe

two-factor-title = Authentification à deux facteurs
two-factor-text = Un code de votre téléphone, en plus du mot de passe : un mot de passe volé n’ouvre rien à lui seul.
two-factor-is-on = Activée
two-factor-is-off = Désactivée
two-factor-change = Afficher ou désactiver
two-factor-required = Ce serveur exige des administrateurs l’authentification à deux facteurs. Configurez-la pour continuer.
two-factor-begin-title = Configuration
two-factor-begin-text = Il vous faut une application qui génère des codes, comme celle de votre téléphone ou votre gestionnaire de mots de passe.
two-factor-begin = Configurer
two-factor-scan-title = Scanner
two-factor-scan-text = Ouvrez votre application, ajoutez un compte et visez cette image avec l’appareil photo.
two-factor-picture = Code QR contenant la clé ci-dessous
two-factor-by-hand = Ou saisissez cette clé dans l’application :
two-factor-keep-title = Conserver
two-factor-keep-text = Imprimez ou notez ces codes de secours. Chacun remplace une fois le code, si le téléphone est perdu. Ils ne seront plus affichés.
two-factor-confirm-title = Confirmer
two-factor-confirm-help = Les six chiffres affichés en ce moment par votre application.
two-factor-enable = Activer
two-factor-on-title = Elle est activée
two-factor-on-text = Depuis le { $date }, un code est demandé à la connexion.
two-factor-codes-left = { $count ->
    [0] Il ne reste aucun code de secours.
    [one] Il reste un code de secours.
   *[other] Il reste { $count } codes de secours.
}
two-factor-new-codes = Pour un nouveau téléphone ou de nouveaux codes de secours, désactivez-la puis configurez-la de nouveau.
two-factor-disable = Désactiver
two-factor-back = Retour à votre compte

sessions-title = Où vous êtes connecté
sessions-text = Si l’une de ces sessions vous est inconnue, fermez-la et changez votre mot de passe.
sessions-column-device = Appareil
sessions-column-address = Adresse
sessions-column-since = Depuis
sessions-column-last-use = Dernière utilisation
sessions-this = celui-ci
sessions-end = Déconnecter
sessions-end-label = Déconnecter { $device }
sessions-end-others = Déconnecter partout ailleurs
sessions-unknown-device = Appareil inconnu
