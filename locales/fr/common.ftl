product = DataSync
skip-to-content = Aller au contenu
language-label = Langue
version-line = Version { $version } · Révision { $release } · Build { $build }
development-license = Licence de développement
development-license-help = Ce serveur accepte les licences d’essai. N’y confiez pas de données réelles.
log-in = Se connecter
log-out = Se déconnecter
register-link = Créer un compte
menu = Menu
working = Un instant…

month-january = janvier
month-february = février
month-march = mars
month-april = avril
month-may = mai
month-june = juin
month-july = juillet
month-august = août
month-september = septembre
month-october = octobre
month-november = novembre
month-december = décembre

role-administrator = Administrateur
role-user = Utilisateur
status-requested = En attente d’accord
status-locked = Verrouillé
status-pending = En attente
status-active = Actif
status-disabled = Désactivé

feature-synchronization = Synchronisation
feature-consolidation = Consolidation
feature-migration = Migration
feature-export = Export
