settings-users-title = Utilisateurs
settings-users-text = Toutes les personnes qui ont un compte sur ce serveur, et celles qui sont prévenues par courriel quand une tâche planifiée échoue.
users-column-username = Nom d’utilisateur
users-column-name = Nom
users-column-email = Adresse électronique
users-column-role = Rôle
users-column-status = État
users-column-notifications = Notifications par courriel
users-column-last-sign-in = Dernière connexion
users-never = Jamais
users-you = vous
users-looks-like-another = ressemble à un autre
user-looks-like-another = Ce nom d’utilisateur ressemble à celui d’une autre personne : l’une peut se faire passer pour l’autre. Vérifiez de qui il s’agit et renommez l’un des comptes :
user-look-alike = { $name }, { $email }
users-notifications-on = Activées
users-notifications-off = Désactivées

users-add = Ajouter un utilisateur
users-import = Importer
users-export = Exporter
users-filter = Filtrer les utilisateurs
users-search = Rechercher
users-search-help = Le début des mots du nom d’utilisateur, du nom ou de l’adresse : « ad lov » trouve Ada Lovelace.
users-order = Ordre
users-descending = { $column }, ordre décroissant
users-show = Afficher
users-count = { $count ->
    [one] { $number } utilisateur
   *[other] { $number } utilisateurs
}
users-found = { $count ->
    [0] Aucun utilisateur trouvé
    [one] Un utilisateur trouvé
   *[other] { $number } utilisateurs trouvés
}
users-more-than = Plus de { $number } utilisateurs. Voici les premiers ; lancez une recherche pour voir les autres.
users-not-understood = Une partie de cette adresse n’a pas de sens ici et a été ignorée.
users-nobody = Personne ne correspond.
users-no-such-page = La liste ne va pas aussi loin.
users-show-all = Retour à la liste
users-all = Tous les utilisateurs
users-requests = { $count ->
    [one] Une personne s’est inscrite et attend votre accord.
   *[other] { $count } personnes se sont inscrites et attendent votre accord.
}
users-requests-show = Afficher

users-select = Sélectionner { $username }
users-role-of = Rôle de { $username }
users-notifications-of = Notifications par courriel à { $username }
users-menu-of = Plus d’actions pour { $username }
users-now = Actuellement : { $values }
users-values-on = { $role }, courriels activés
users-values-off = { $role }, courriels désactivés
users-selected = Pour les utilisateurs sélectionnés
users-choose = Choisir…
users-apply = Appliquer
users-approve = Accepter l’inscription
users-reject = Refuser l’inscription
users-enable = Réactiver
users-disable = Désactiver
users-unlock = Déverrouiller
users-send-link = Envoyer un lien
users-end-sessions = Déconnecter partout
users-switch-notifications-on = Activer les notifications
users-switch-notifications-off = Désactiver les notifications
users-delete = Supprimer…
users-edit = Modifier
users-make-link = Créer un lien à copier
users-password-help = Vous l’avez saisi il y a plus de 10 minutes. Il est demandé pour changer un rôle.
users-saved = Modifications enregistrées.
users-added = Utilisateur ajouté. Le courriel d’activation est en route.
users-changed = { $count ->
    [one] { $change } : effectué pour un utilisateur.
   *[other] { $change } : effectué pour { $count } utilisateurs.
}
users-changed-none = Rien n’a été modifié : dans leur état actuel, cela n’a pas de sens pour les utilisateurs sélectionnés.
users-changed-meanwhile = Quelqu’un d’autre a modifié certains de ces utilisateurs entre-temps ; rien n’a donc été enregistré. Vos changements restent marqués, avec au-dessous les valeurs actuelles. Vérifiez-les et enregistrez de nouveau.
users-back = Retour aux utilisateurs

user-profile-title = Profil
user-profile-text = Qui est cette personne, ce qu’elle peut faire et dans quelle langue DataSync lui écrit.
user-is-you = Il s’agit de votre propre compte.
user-username-help = Laissez ce champ vide pour utiliser l’adresse électronique.
user-role-help = Les administrateurs voient et modifient tout ce qui se trouve sous Paramètres.
user-language-help = Celle des courriels, et des pages tant que la personne n’en choisit pas une autre.
user-notifications-help = Un courriel chaque fois qu’une tâche planifiée échoue.
user-password-help = Vous l’avez saisi il y a plus de 10 minutes. Il est demandé pour changer le rôle ou l’adresse.
user-stored = Valeur actuelle : { $value }
user-changed-meanwhile = Quelqu’un d’autre a modifié cet utilisateur entre-temps ; rien n’a donc été enregistré. Là où elle diffère, la valeur actuelle figure sous le champ. Vérifiez-la et enregistrez de nouveau.
user-state-title = Situation du compte
user-created = Ajouté
user-activated = Activé
user-sessions = Connecté
user-sessions-count = { $count ->
    [0] Nulle part
    [one] Dans un navigateur
   *[other] Dans { $count } navigateurs
}
user-gone-title = Ce compte n’existe plus
user-link-title = Lien d’activation
user-link-text = Transmettez ce lien à « { $username } ». Il n’est affiché qu’une fois, ne sert qu’une fois, jusqu’au { $until }, et remplace les précédents.
user-link-label = Lien
user-link-gone = Un lien n’est affiché qu’une fois, juste après sa création. Créez-en un nouveau ; le précédent cessera alors de fonctionner.
copy = Copier
copied = Copié

users-delete-title = Supprimer des utilisateurs
users-delete-text = Cette action est définitive. Les sessions et les liens prennent fin aussitôt, les places se libèrent ; le journal conserve les noms.
users-delete-confirm-name = Pour confirmer, saisissez le nom d’utilisateur : { $username }
users-delete-confirm-number = Pour confirmer, saisissez le nombre d’utilisateurs : { $count }
users-delete-submit = { $count ->
    [one] Supprimer cet utilisateur
   *[other] Supprimer { $count } utilisateurs
}

import-title = Importer des utilisateurs
import-text = Un fichier de valeurs séparées par des virgules ou des points-virgules, avec le nom des colonnes sur la première ligne. Vous voyez ce qu’il contient avant tout ajout. Chaque personne reçoit un lien d’activation.
import-example = Exemple
import-columns = email, first_name et last_name sont nécessaires. Sans username, l’adresse en tient lieu ; sans role, la personne est un utilisateur ; sans language, c’est votre langue ; sans email_notifications, elles sont désactivées. Un fichier exporté d’ici convient tel quel.
import-file = Fichier
import-read = Vérifier le fichier
import-preview = Contenu du fichier
import-no-file = Veuillez choisir un fichier.
import-too-large = Ce fichier dépasse { $megabytes } Mo. Veuillez le diviser.
import-not-utf8 = Ce fichier n’est pas lisible comme du texte. Dans votre tableur, enregistrez-le au format « CSV UTF-8 ».
import-empty = Ce fichier ne contient personne.
import-missing-column = La colonne « { $column } » manque. Son nom doit figurer sur la première ligne.
import-too-many-lines = Ce fichier compte plus de { $lines } lignes. Veuillez le diviser.
import-bad-lines = { $count ->
    [one] Une ligne ne peut pas être reprise. Personne n’est ajouté tant qu’elle n’est pas correcte : corrigez le fichier, puis vérifiez-le de nouveau.
   *[other] { $count } lignes ne peuvent pas être reprises. Personne n’est ajouté tant qu’elles ne sont pas correctes : corrigez le fichier, puis vérifiez-le de nouveau.
}
import-ignored = Ces colonnes ne sont pas utilisées : { $columns }
import-bad = Lignes qui ne peuvent pas être reprises
import-line = Ligne
import-column = Colonne
import-reason = Ce qui ne va pas
import-more-bad = { $count ->
    [one] Et encore une ligne.
   *[other] Et encore { $count } lignes.
}
import-good-lines = { $count ->
    [one] Une ligne est correcte.
   *[other] { $count } lignes sont correctes. Les premières :
}
import-submit = { $count ->
    [one] Ajouter un utilisateur
   *[other] Ajouter { $count } utilisateurs
}
import-mark = Ajoutés :
import-added = { $done } utilisateurs sur { $total }
import-done = { $count ->
    [one] Un utilisateur a été ajouté. Son lien d’activation part par courriel ; sans serveur de messagerie, il s’affiche sur la console du serveur.
   *[other] { $count } utilisateurs ont été ajoutés. Leurs liens d’activation partent par courriel ; sans serveur de messagerie, ils s’affichent sur la console du serveur.
}
import-taken-meanwhile = Personne n’a été ajouté : un des noms d’utilisateur a été pris entre-temps. Veuillez vérifier de nouveau le fichier.
import-broken-off = Personne n’a été ajouté : l’importation s’est interrompue. Veuillez réessayer.

registration-title = Inscription
registration-text = Qui peut s’inscrire sur ce serveur. Vous pouvez dans tous les cas ajouter vous-même des utilisateurs.
registration-label = L’inscription est
registration-help = Dans tous les cas, il faut un numéro de série de votre licence pour s’inscrire.
registration-open = Ouverte
registration-approval = Soumise à votre accord
registration-closed = Fermée
registration-saved = Modifications enregistrées.
register-closed-title = Les inscriptions sont fermées
register-approval-introduction = Un administrateur examine les nouveaux comptes. Vous recevrez un courriel avec un lien dès que le vôtre sera accepté.
requested-title = Votre inscription attend un accord
requested-text = Un administrateur va l’examiner. Dès qu’elle sera acceptée, vous recevrez un courriel avec un lien pour choisir votre mot de passe.
