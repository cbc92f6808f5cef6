error-required = Veuillez remplir ce champ.
error-too-long = C’est trop long : { $limit } caractères au plus.
error-not-plain-text = Ce texte contient des caractères inattendus. Veuillez le saisir à nouveau.
error-not-an-email-address = Une adresse électronique ressemble à nom@exemple.fr.
error-not-a-server-name = Ce n’est pas un nom de serveur. Il ressemble à smtp.exemple.fr, sans https:// ni port.
error-not-a-port = Un port est un nombre de 1 à 65535.
error-not-a-number-between = Un nombre entier de { $least } à { $most } est nécessaire.
error-not-a-pool-size = Un nombre entier de 1 à { $limit } est nécessaire, { $limit } étant la valeur de MaxNumberOfJobsRunningInParallel dans appsettings.json.
error-above-parallel-jobs = { $typed } dépasse MaxNumberOfJobsRunningInParallel, qui vaut { $limit }. Saisissez un nombre plus petit, ou augmentez cette valeur dans appsettings.json.
error-not-an-https-address = Une adresse qui commence par https:// est nécessaire.
error-not-a-server-url = Ce n’est pas une adresse comme https://sync.example.com.
error-server-url-with-path = DataSync se trouve à la racine d’un hôte : veuillez retirer ce qui suit le nom et le port.
error-server-url-unreached = Les requêtes envoyées à cette adresse n’arrivent pas à ce serveur. Veuillez vérifier le nom, le port, le proxy et le certificat.
error-not-a-job-name = Saisissez un nom d’au plus 100 minuscules, chiffres, points, tirets et traits de soulignement, commençant par une lettre ou un chiffre.
error-job-name-taken = Une autre tâche porte déjà ce nom. Choisissez-en un autre.
error-job-of-reader = Un jeton de consultation voit toutes les tâches. Laissez ce champ vide, ou choisissez une autre autorisation.
error-job-of-ours = DataSync exécute cette tâche lui-même ; aucun autre programme ne la signale.
error-token-name-taken = Un autre jeton encore utilisable porte ce nom. Choisissez-en un autre, ou révoquez d’abord ce jeton.
error-not-a-network = Veuillez saisir des adresses ou des réseaux comme 10.0.0.0/8, séparés par des virgules ; 50 au plus.
error-secret-of-another-destination = Veuillez le saisir de nouveau : il a été enregistré pour un autre serveur, port, utilisateur ou chiffrement et ne va nulle part ailleurs.
error-username-of-another-address = C’est une adresse électronique, mais pas celle de ce compte. Saisissez celle-ci, ou un nom qui n’est pas une adresse.
error-username-taken = Ce nom d’utilisateur est déjà pris. Veuillez en choisir un autre.
error-username-looks-taken = Ce nom d’utilisateur ressemble trop à celui d’une autre personne. Veuillez en choisir un qu’on ne puisse pas confondre.
error-username-of-new-address-taken = Votre nom d’utilisateur est votre adresse électronique et change avec elle, mais une autre personne utilise déjà celle-ci, ou une adresse qui lui ressemble, comme nom d’utilisateur. Demandez d’abord à un administrateur de vous donner un autre nom.
error-serial-number-mistyped = Ce numéro de série contient une faute de frappe. Comparez-le à l’original ou collez-le.
error-serial-number-unknown = Ce numéro de série est correctement saisi, mais il n’a pas été émis pour ce produit. Adressez-vous à votre fournisseur.
error-serial-number-development-only = C’est une licence de développement, que ce serveur n’accepte pas. Utilisez la licence reçue de votre fournisseur.
error-serial-number-of-another-licensee = Ce numéro de série a été émis pour une autre entreprise que celle de ce serveur. Demandez le bon à votre administrateur.
error-license-replaced = Une licence plus récente remplace celle-ci sur ce serveur. Demandez son numéro de série à votre administrateur.
error-license-expired = Cette licence a expiré. Demandez un nouveau numéro de série à votre fournisseur.
error-no-seat-left = { $seats ->
    [one] La seule place de cette licence est prise. Demandez-en d’autres à votre administrateur ou à votre fournisseur.
   *[other] Les { $seats } places de cette licence sont prises. Demandez-en d’autres à votre administrateur ou à votre fournisseur.
}
error-username-twice = Ce nom d’utilisateur figure deux fois dans le fichier.
error-not-an-option = Cette valeur ne fait pas partie des valeurs possibles.
error-not-confirmed = Ce n’est pas ce qui était demandé. Rien n’a été supprimé.
error-wrong-setup-code = Ce n’est pas le code de configuration de ce serveur. Il s’affiche sur la console au démarrage.
error-password-rules = Ce mot de passe ne respecte pas toutes les règles ci-dessous.
error-password-common = Ce mot de passe figure parmi les premiers que l’on essaierait. Veuillez en choisir un autre.
error-password-personal = Ce mot de passe contient votre nom ou celui du produit. Veuillez en choisir un autre.
error-confirmation-differs = Les deux mots de passe ne sont pas identiques.
error-proof-needed = Veuillez saisir de nouveau votre mot de passe : votre dernière saisie remonte à plus de 10 minutes.
error-wrong-password = Ce n’est pas votre mot de passe. Les majuscules comptent.
error-wrong-code = Ce code est incorrect ou a déjà servi. Saisissez celui que votre application affiche en ce moment, ou un autre code de secours.
error-not-a-schedule = Ce n’est pas une planification. Il faut cinq champs, minute, heure, jour, mois et jour de la semaine : 30 2 * * 1-5 signifie du lundi au vendredi à 02:30.
error-schedule-never-comes = Ce jour n’existe dans aucun calendrier : rien ne s’exécuterait jamais. Veuillez vérifier le jour et le mois.
error-not-a-time-zone = Ce serveur ne connaît pas ce fuseau horaire. Un fuseau s’écrit comme Europe/Paris.
error-same-as-now = C’est déjà votre adresse actuelle.

refusal-not-found = Aucune page ne se trouve à cette adresse. Elle est peut-être mal saisie, ou la page a été déplacée.
refusal-forms-only = Cette adresse n’accepte que des formulaires.
refusal-malformed = Le serveur n’a pas pu lire cette requête. Revenez en arrière et réessayez.
refusal-too-large = Votre saisie dépasse ce que le serveur accepte. Veuillez la raccourcir.
refusal-not-a-form = Cette adresse n’accepte que des formulaires.
refusal-cross-site = Cette requête venait d’un autre site et n’a pas été exécutée. Utilisez les pages de ce serveur.
refusal-busy = Le serveur est très sollicité. Veuillez réessayer dans quelques secondes.
refusal-database-unreachable = DataSync ne peut pas joindre sa base de données en ce moment. Rien n’est perdu, il réessaie de lui-même. Rechargez cette page dans une minute.
refusal-database-moved = Les données de cette installation ont été transférées vers une autre base, et ce serveur utilise encore l’ancienne. Prévenez un administrateur, qui doit lui indiquer la nouvelle connexion.
refusal-connection-not-changed = La connexion n’a pas été changée. Testez-la pour en connaître la raison.
refusal-not-signed-in = Veuillez d’abord vous connecter.
refusal-not-administrator = Cette page est réservée aux administrateurs. Adressez-vous à un administrateur de ce serveur.
refusal-wrong-credentials = Le nom d’utilisateur ou le mot de passe est incorrect. Les majuscules comptent dans les mots de passe.
refusal-too-many-tries-seconds = { $seconds ->
    [one] Il y a eu trop de tentatives. Patientez une seconde, puis réessayez.
   *[other] Il y a eu trop de tentatives. Patientez { $seconds } secondes, puis réessayez.
}
refusal-too-many-tries = { $minutes ->
    [one] Il y a eu trop de tentatives. Patientez une minute, puis réessayez.
   *[other] Il y a eu trop de tentatives. Patientez { $minutes } minutes, puis réessayez.
}
refusal-sign-in-again = Trop de temps s’est écoulé. Veuillez vous reconnecter.
refusal-second-factor-needed = Ce serveur exige des administrateurs l’authentification à deux facteurs. Configurez-la d’abord dans votre compte.
refusal-link-unusable = Ce lien n’est plus valable. Demandez-en un nouveau à votre administrateur.
refusal-no-seat-left = { $seats ->
    [one] La seule place de votre licence est prise : le compte ne peut pas encore être activé. Votre lien reste valable : demandez une place à votre administrateur, puis ouvrez-le à nouveau.
   *[other] Les { $seats } places de votre licence sont prises : le compte ne peut pas encore être activé. Votre lien reste valable : demandez une place à votre administrateur, puis ouvrez-le à nouveau.
}
refusal-username-looks-taken = Quelqu’un a déjà un nom d’utilisateur qui ressemble au vôtre : votre compte ne peut pas encore être activé. Votre lien reste valable : demandez un autre nom d’utilisateur à votre administrateur, puis ouvrez-le à nouveau.
refusal-too-few-seats = Il faut pour cela { $needed } places libres, et votre licence en compte { $free }. Désactivez ou supprimez des utilisateurs devenus inutiles, ou saisissez sous Licence un numéro de série comptant davantage de places.
refusal-registration-closed = Les inscriptions sur ce serveur sont fermées. Veuillez demander un compte à un administrateur.
refusal-last-administrator = Il doit rester au moins un administrateur actif ; rien n’a donc été modifié. Nommez d’abord quelqu’un d’autre administrateur.
refusal-nothing-chosen = Veuillez sélectionner au moins un utilisateur et choisir une action.
refusal-no-such-user = Cet utilisateur n’existe plus. Quelqu’un a peut-être supprimé le compte.
refusal-not-for-this-user = Seuls les comptes qui n’ont pas encore été activés ont un tel lien.
refusal-no-such-token = Ce jeton a déjà été révoqué, ou n’a jamais existé.
refusal-too-many-tokens = Il existe déjà 100 jetons utilisables ; c’est le maximum. Révoquez-en un dont aucun programme n’a plus besoin.
refusal-license-expired = La licence de ce serveur a expiré. Seuls les administrateurs peuvent se connecter, jusqu’à la saisie d’un nouveau numéro de série.
refusal-changed-meanwhile = Quelqu’un d’autre a enregistré ces paramètres entre-temps. Vérifiez ce que vous avez saisi, puis enregistrez de nouveau.
refusal-being-sent = Ce courriel est en cours d’envoi, ou quelqu’un d’autre s’en est occupé. Regardez de nouveau dans une minute.

problem-title-not-found = Il n’y a rien ici
problem-title-forbidden = Accès refusé
problem-title-refused = Cela n’a pas fonctionné
problem-title-fault = Une erreur est survenue
problem-fault = L’erreur vient de nous, pas de vous. Veuillez réessayer. Si elle se reproduit, indiquez cette référence à votre administrateur : { $reference }.
problem-home = Aller à la page d’accueil
