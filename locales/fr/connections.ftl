connections-title = Connexions
connections-text = Les bases de données que DataSync lit et dans lesquelles il écrit.
connections-none-yet = Il n’y a pas encore de connexion. Créez-en une pour voir les tables d’une base de données.
connections-none-for-you = Il n’y a pas encore de connexion que vous puissiez utiliser. Un administrateur peut en créer une.
connections-new = Nouvelle connexion
connections-name = Nom
connections-place = Emplacement
connections-last-test = Dernier test
connections-never-tested = Pas encore testée
connections-test-passed = Réussi
connections-test-failed = Échoué
connections-removed = La connexion a été supprimée.
connections-saved = La connexion a été enregistrée.

connections-new-title = Nouvelle connexion
connections-new-text = Vous pouvez d’abord la tester : rien n’est enregistré avant que vous ne cliquiez sur Enregistrer.
connections-edit-title = Modifier la connexion
connections-name-help = Le nom sous lequel on la retrouve dans les listes, par exemple « ERP » ou « Entrepôt ».
connections-kind = Type
connections-kind-sqlite = Fichier SQLite
connections-database-help = Son nom sur le serveur.
connections-username-help = Pour lire, utilisez un compte qui n’a que le droit de lire. Pour écrire, utilisez-en un à qui le schéma ou la base appartient.
connections-path = Fichier
connections-path-help = Un chemin sous le dossier des fichiers, par exemple boutique.db. L’exploitant du serveur définit ce dossier avec Files.Roots.
connections-audience = Qui peut l’utiliser
connections-audience-help = Les personnes qui peuvent utiliser une connexion voient ses tables et leurs premières lignes. Seuls les administrateurs peuvent la modifier.
connections-for-everybody = Tout le monde
connections-for-administrators = Les administrateurs
connections-back = Retour aux connexions
connections-back-to-one = Retour à la connexion
connections-back-to-form = Retour au formulaire

connections-test-text = DataSync se connecte et liste les tables, comme le ferait une copie. Rien n’est modifié.
connections-stage-tables = Tables
connections-tables-found = { $count ->
    [one] { $count } table ou vue.
   *[other] { $count } tables et vues.
}
connections-tables-unreadable = { $count ->
    [one] Cet utilisateur ne peut pas lire { $count } d’entre elles : { $names }
   *[other] Cet utilisateur ne peut pas lire { $count } d’entre elles, par exemple { $names }
}
connections-file-will-be-made = Le fichier n’existe pas encore. La première copie le créera.
connections-permission-denied = Cet utilisateur n’en a pas le droit.
connections-permission-advice = Accordez-lui le droit de lire ces tables, ou utilisez un autre utilisateur.
connections-file-advice = Vérifiez qu’il s’agit d’une base SQLite et que l’utilisateur système de DataSync peut la lire.

connections-facts = Réglages
connections-encryption = Chiffrement
connections-encryption-verified = Exigé, certificat vérifié
connections-encryption-unverified = Exigé, certificat non vérifié
connections-encryption-if-offered = Si le serveur le propose
connections-edit = Modifier
connections-duplicate = Dupliquer
connections-unusable = Ces réglages ne sont plus utilisables. Modifiez la connexion pour voir ce qui ne va pas.
connections-remove-title = Supprimer cette connexion
connections-remove-open = Supprimer…
connections-remove-text = DataSync oublie la connexion et son mot de passe. La base de données elle-même reste telle quelle.
connections-remove = Supprimer { $name }
connections-tables = Tables
connections-table = Table
connections-rows = Lignes (estimation)
connections-size = Taille
connections-schema = Schéma
connections-search = Rechercher par nom
connections-show = Afficher
connections-view = Vue
connections-unreadable = Lecture non autorisée
connections-rows-hidden = Des lignes sont masquées
connections-no-tables = Cet utilisateur ne voit aucune table ici.
connections-no-table-found = Aucune table ne porte un tel nom.
connections-some-tables = Les { $shown } premières des { $count } tables et vues. Recherchez par nom pour trouver les autres.

connections-table-of = Une table de { $connection }.
connections-columns = Colonnes
connections-column = Colonne
connections-type = Type
connections-nullable = Peut être vide (NULL)
connections-sample = Premières lignes
connections-sample-text = Jusqu’à 50 lignes telles que DataSync les lit, sans ordre particulier. Les valeurs longues sont coupées.
connections-no-rows = Cette table ne contient aucune ligne.
connections-sample-refused = DataSync ne peut pas lire la valeur de la colonne { $column } dans la ligne { $key }. Une copie serait refusée aussi.
connections-primary-key = Clé primaire
connections-yes = Oui
connections-no = Non
connections-no-such-table = Cette table n’existe plus, ou cet utilisateur ne la voit pas.

error-connection-name-taken = Une autre connexion porte déjà ce nom. Choisissez-en un autre.
error-outside-file-roots = Ce chemin n’est pas sous un dossier de fichiers. Saisissez-en un qui le soit, ou demandez à l’exploitant de modifier Files.Roots.
error-no-such-folder = Ce dossier n’existe pas. Créez-le d’abord, ou choisissez-en un autre.
error-not-a-file = C’est un dossier, pas un fichier.
refusal-no-such-connection = Cette connexion n’existe pas, ou vous ne pouvez pas l’utiliser.
refusal-too-many-connections = Le nombre maximal de connexions est atteint. Supprimez-en une que personne n’utilise.

audit-about-connection = Connexion : { $connection }
audit-saved-place = A enregistré une connexion
audit-tested-place = A testé une connexion
audit-removed-place = A supprimé une connexion

cli-connections = Liste et teste les connexions
cli-connections-list = Liste les connexions et le résultat de leur dernier test
cli-connections-list-json = Un objet JSON par ligne
cli-connections-test = Teste une connexion enregistrée et note le résultat
cli-connections-name = Le nom de la connexion
connections-used-by = Utilisée par
