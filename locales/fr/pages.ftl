account-title = Votre compte
home-title = Accueil
home-welcome = Bonjour { $name }
home-license-title = Licence
home-users-title = Utilisateurs
home-users-active = { $count ->
    [one] utilisateur actif
   *[other] utilisateurs actifs
}
home-users-pending = { $count ->
    [one] { $count } personne n’a pas encore activé son compte
   *[other] { $count } personnes n’ont pas encore activé leur compte
}
home-users-none-pending = Personne n’attend d’activation
home-users-link = Voir les utilisateurs
home-license-link = Voir la licence

license-seats = { $taken } places occupées sur { $seats }
license-expires = Valable jusqu’au { $date }
license-perpetual = Valable sans limite de durée
license-warning-title = Votre licence
license-ends-soon = { $days ->
    [0] Votre licence prend fin aujourd’hui. Veuillez saisir un nouveau numéro de série.
    [1] Votre licence prend fin demain. Veuillez saisir un nouveau numéro de série.
   *[other] Votre licence prend fin dans { $days } jours. Veuillez saisir un nouveau numéro de série.
}
license-grace = { $days ->
    [0] Votre licence a pris fin. Dès demain, seuls les administrateurs pourront se connecter. Veuillez saisir un nouveau numéro de série.
    [1] Votre licence a pris fin. Tout continue de fonctionner encore un jour. Veuillez saisir un nouveau numéro de série.
   *[other] Votre licence a pris fin. Tout continue de fonctionner encore { $days } jours. Veuillez saisir un nouveau numéro de série.
}
license-expired = Votre licence a pris fin. Seuls les administrateurs peuvent se connecter. Veuillez saisir un nouveau numéro de série.

settings-title = Paramètres
settings-panels = Rubriques
settings-http-title = Connexion non chiffrée
settings-http = Ce serveur est accessible en HTTP, sans chiffrement : les mots de passe circulent en clair entre le navigateur et le serveur. N’utilisez cette configuration que sur la machine elle-même et placez https devant le serveur pour tous les autres accès.

settings-license-title = Licence
settings-license-text = Ce que la licence de ce serveur permet. Un compte prend une place quand il est activé.
settings-license-licensee = Titulaire
settings-license-seats = Places
settings-license-validity = Validité
settings-license-features = Fonctions
settings-license-new = Saisir un nouveau numéro de série
settings-license-new-help = Les comptes de la licence actuelle passent à la nouvelle. Elle doit compter au moins autant de places qu’il y en a d’occupées.
settings-license-submit = Enregistrer la licence

settings-users-title = Utilisateurs
settings-users-text = Toutes les personnes qui ont un compte sur ce serveur.
users-column-username = Nom d’utilisateur
users-column-name = Nom
users-column-email = Adresse électronique
users-column-role = Rôle
users-column-status = État
users-column-notifications = Notifications par courriel
users-column-last-sign-in = Dernière connexion
users-never = Jamais
users-you = vous
users-notifications-on = Activées
users-notifications-off = Désactivées
users-first-of = Les { $shown } premiers utilisateurs sur { $count }, par nom d’utilisateur.
