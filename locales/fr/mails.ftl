mail-hello-name = Bonjour { $name },
mail-hello = Bonjour,
mail-footer = DataSync, { $url }. Ce courriel est envoyé automatiquement ; merci de ne pas y répondre.
mail-not-you = Si ce n’était pas vous, prévenez immédiatement votre administrateur.
mail-sessions-ended = Toutes vos autres sessions ont été fermées.

## Activation

mail-fact = { $name } : { $value }
mail-activation-subject = Activez votre compte DataSync
mail-activation-text = Votre compte « { $username } » attend son mot de passe. Ouvrez ce lien pour le définir :
mail-activation-button = Définir votre mot de passe
mail-activation-lifetime = Le lien fonctionne une seule fois, pendant { $hours } heures. Un lien plus récent le remplace.
mail-activation-not-you = Si vous n’êtes pas à l’origine de cette inscription, ignorez ce courriel : sans le lien, rien ne se passe.

## Mot de passe oublié

mail-forgotten-subject = Définissez un nouveau mot de passe DataSync
mail-forgotten-text = Un nouveau mot de passe a été demandé pour votre compte « { $username } ». Ouvrez ce lien pour le définir :
mail-forgotten-which = Un nouveau mot de passe a été demandé avec cette adresse, qui a plusieurs noms d’utilisateur. Ouvrez de nouveau la page ci-dessous et saisissez celui qui convient :
mail-forgotten-button = Définir un nouveau mot de passe
mail-forgotten-lifetime = Le lien fonctionne une seule fois, pendant { $minutes } minutes. Un lien plus récent le remplace.
mail-forgotten-not-you = Si vous n’avez rien demandé, ignorez ce courriel : votre mot de passe reste le même.

## Avis

mail-reset-subject = Votre mot de passe DataSync a été réinitialisé
mail-reset-text = Le mot de passe de votre compte « { $username } » a été réinitialisé le { $when } au moyen d’un lien.
mail-password-changed-subject = Votre mot de passe DataSync a été modifié
mail-password-changed-text = Le mot de passe de votre compte « { $username } » a été modifié le { $when }.
mail-email-changed-subject = L’adresse de votre compte DataSync a été modifiée
mail-email-changed-old = Les courriels destinés à votre compte « { $username } » ne sont plus envoyés à cette adresse.

## Test

mail-test-subject = Courriel de test de DataSync
mail-test-text = Ce courriel montre que DataSync peut envoyer des courriels avec les paramètres que vous avez testés.

## Changement d’adresse

mail-email-change-subject = Confirmez la nouvelle adresse de votre compte DataSync
mail-email-change-text = Les courriels destinés à votre compte « { $username } » doivent arriver à cette adresse. Ouvrez ce lien pour la confirmer :
mail-email-change-button = Confirmer l’adresse
mail-email-change-lifetime = Le lien fonctionne une seule fois, pendant { $hours } heures. Un lien plus récent le remplace.
mail-email-change-not-you = Si vous n’avez rien demandé, ignorez ce courriel : sans le lien, rien ne se passe.

## Noms d’utilisateur oubliés

mail-usernames-subject = Vos noms d’utilisateur DataSync
mail-usernames-text = { $count ->
    [one] Le nom d’utilisateur associé à cette adresse a été demandé. Le voici :
   *[other] Les noms d’utilisateur associés à cette adresse ont été demandés. Les voici :
}
mail-usernames-not-you = Si vous n’avez rien demandé, ignorez ce courriel : personne d’autre ne l’a reçu.

## Authentification à deux facteurs

mail-two-factor-on-subject = L’authentification à deux facteurs a été activée
mail-two-factor-on-text = L’authentification à deux facteurs de votre compte DataSync « { $username } » a été activée le { $when }. Un code est désormais demandé à la connexion.
mail-two-factor-off-subject = L’authentification à deux facteurs a été désactivée
mail-two-factor-off-text = L’authentification à deux facteurs de votre compte DataSync « { $username } » a été désactivée le { $when }. Seul le mot de passe est demandé à la connexion.

## Connexions

mail-new-browser-subject = Connexion à votre compte DataSync depuis un nouveau navigateur
mail-new-browser-text = Une connexion à votre compte DataSync « { $username } » a eu lieu le { $when }, depuis { $address } et un navigateur jamais utilisé pour votre compte. Si c’était vous, vous n’avez rien à faire.
mail-code-missing-subject = Une connexion à votre compte DataSync s’est arrêtée au code
mail-code-missing-text = Le mot de passe de votre compte DataSync « { $username } » a été saisi le { $when }, depuis { $address }, mais aucun code valide n’a suivi. Si c’était vous, vous n’avez rien à faire.
mail-sign-in-not-you = Si ce n’était pas vous, quelqu’un connaît votre mot de passe : changez-le immédiatement et prévenez votre administrateur.
