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
home-next-title = Prochaine étape
home-next-setup = La configuration n’est pas terminée. Elle reprend là où vous l’avez laissée.
home-next-setup-link = Poursuivre la configuration
home-next-requests-link = Afficher les inscriptions
home-database-title = Base de données
home-database-link = Afficher la connexion
home-mail-title = Courriels
home-mail-chart = Courriels des 30 derniers jours
home-mail-sent = { $count ->
    [one] courriel envoyé en 30 jours
   *[other] courriels envoyés en 30 jours
}
home-mail-failed = { $count ->
    [one] Un courriel a échoué
   *[other] { $count } courriels ont échoué
}
chart-day = Jour

license-seats = Places occupées : { $taken } sur { $seats }
license-expires = Valable jusqu’au { $date }
license-perpetual = Valable sans limite de durée
license-end-text = Passé ce jour, tout continue de fonctionner pendant 30 jours. Ensuite, seuls les administrateurs peuvent se connecter, pour saisir un nouveau numéro de série ; rien de ce qui est en cours n’est interrompu.
license-saved = La nouvelle licence est en vigueur.
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

audit-title = Journal
audit-text = Qui a fait quoi, d’où et quand. Rien ne peut y être modifié ; les lignes sont conservées pendant 400 jours.
audit-all = Tout afficher
audit-empty = Il n’y a rien ici.
audit-back = Retour aux paramètres
audit-export = Exporter en CSV
audit-newest = Les plus récents
audit-older = Plus anciens
audit-filter = Filtrer le journal
audit-filter-person = Nom d’utilisateur
audit-filter-from = Du
audit-filter-to = Au
audit-filter-submit = Afficher
audit-any = Tous
audit-column-at = Quand
audit-column-actor = Qui
audit-column-action = Quoi
audit-column-outcome = Résultat
audit-column-address = Adresse
audit-nobody = Personne non connectée
audit-on-the-server = Une commande sur le serveur
audit-about = Compte : { $username }
audit-token = Jeton : { $name }
audit-done = Effectué
audit-refused = Refusé
audit-limited = Refusé, avec délai
audit-registered = Inscription
audit-activated = Activation du compte
audit-signed-in = Connexion
audit-signed-out = Déconnexion
audit-proved-password = Confirmation du mot de passe
audit-reset-password = Mot de passe réinitialisé par un lien
audit-changed-password = Changement de mot de passe
audit-changed-profile = Modification du profil
audit-asked-to-change-email = Demande de changement d’adresse électronique
audit-changed-email = Changement d’adresse électronique
audit-ended-sessions = Fermeture de sessions
audit-switched-two-factor-on = Activation de l’authentification à deux facteurs
audit-switched-two-factor-off = Désactivation de l’authentification à deux facteurs
audit-used-recovery-code = Utilisation d’un code de secours
audit-made-link = Création d’un lien
audit-unlocked = Déverrouillage du compte
audit-added-user = Ajout d’un utilisateur
audit-imported-users = Importation d’utilisateurs
audit-exported-users = Exportation d’utilisateurs
audit-changed-user = Modification d’un utilisateur
audit-approved-user = Acceptation d’une inscription
audit-rejected-user = Refus d’une inscription
audit-enabled-user = Réactivation d’un utilisateur
audit-disabled-user = Désactivation d’un utilisateur
audit-deleted-user = Suppression d’un utilisateur
audit-sent-link = Envoi d’un lien
audit-saved-registration = Changement des règles d’inscription
audit-saved-server = Enregistrement des paramètres du serveur
audit-saved-notices = Enregistrement des avis d’échec
audit-tested-notices = Envoi d’un échec d’essai
audit-stopped-notices = Arrêt des courriels sur les échecs
audit-finished-setup = Fin de la configuration
audit-saved-connection = Changement de connexion à la base de données
audit-tested-connection = Test d’une connexion à la base de données
audit-saved-mail-settings = Enregistrement des paramètres de courriel
audit-tested-mail = Test des paramètres de courriel
audit-sent-mail-again = Renvoi d’un courriel
audit-discarded-mail = Abandon d’un courriel
audit-entered-serial-number = Saisie d’un numéro de série
audit-rotated-key = Nouvelle clé de chiffrement des secrets
audit-made-api-token = Création d’un jeton d’API
audit-revoked-api-token = Révocation d’un jeton d’API
audit-made-backup = Création d’une sauvegarde
audit-restored-backup = Restauration d’une sauvegarde
audit-exported-audit = Exportation du journal
