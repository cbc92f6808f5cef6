settings-connection-title = Connexion
settings-connection-text = La base de données qui contient tout ce que DataSync sait.
connection-state-unreachable = La base de données ne répond pas en ce moment.
connection-state-server = Connecté à { $server } sur { $place }, { $millis } ms, { $encryption }.
connection-state-clear = sans chiffrement
connection-state-encrypted = connexion chiffrée, certificat non vérifié
connection-state-verified = connexion chiffrée
connection-state-embedded = Base intégrée ({ $server }), fichier { $file } du répertoire de données.

## Champs

field-engine = Moteur
field-engine-help = La base intégrée convient à un seul serveur et à quelques centaines de personnes. Pour plusieurs serveurs, ou si vos bases sont sauvegardées de façon centralisée, choisissez PostgreSQL ou MariaDB.
engine-embedded = Intégré
engine-embedded-help = Un fichier du répertoire de données. Il n’y a rien d’autre à régler.
field-server = Serveur
field-server-help = Un nom ou une adresse, suivi du port s’il n’est pas le port habituel : bdd.exemple.fr ou bdd.exemple.fr:5433
field-database = Base de données
field-database-help = Son nom sur le serveur. En production, réservez une base à DataSync.
field-database-user-help = En production, un utilisateur réservé à DataSync, propriétaire de cette base et de rien d’autre.
field-timeout = Délai (secondes)
field-timeout-help = Temps d’attente d’une connexion, de 1 à 600. 20 convient, sauf si le serveur est éloigné.
field-max-pool-size = Taille maximale du pool
field-max-pool-size-help = Nombre maximal de connexions simultanées. Pas plus que MaxNumberOfJobsRunningInParallel dans appsettings.json, ni que ce que le serveur accepte.
field-encrypt = Chiffrer
field-encrypt-help = La connexion n’est établie que si elle est chiffrée et si le certificat est valable. À choisir en production. Sinon, elle est chiffrée si le serveur le propose, sans aucune vérification.
field-trust-server-certificate = Faire confiance au certificat du serveur
field-trust-server-certificate-help = Chiffre, mais accepte n’importe quel certificat : quelqu’un placé sur le trajet pourrait tout lire. Pour les essais uniquement.
field-create-database = Créer la base de données si elle n’existe pas
field-create-database-help = Crée la base sur le serveur si elle est absente. L’utilisateur doit en avoir le droit.
source-variable = Valeur fixée par la variable d’environnement { $variable }, non modifiable ici.
source-variable-first = Valeur issue de la variable d’environnement { $variable }.
source-file = Valeur issue de appsettings.json.
connection-test = Tester la connexion

## Page d’un test ou d’un changement

connection-test-title = Test de la connexion
connection-test-text = DataSync parcourt tout le chemin jusqu’à la base de données et l’examine. Rien n’est modifié ni enregistré.
connection-change-title = Changement de connexion
connection-change-text = DataSync essaie la nouvelle base, y transfère tout, puis l’utilise. Vous pouvez quitter cette page, le travail continue.
connection-attempt-gone = Ce test n’est plus connu. Les tests sont conservés une heure, par le serveur qui les a effectués.
connection-back = Retour aux paramètres
connection-test-passed = Cette connexion fonctionne.
connection-test-passed-text = Si vous l’enregistrez, tout y est transféré, comparé, puis utilisé. La base actuelle reste telle quelle, en secours.
connection-test-passed-same = Elle mène à la base actuellement utilisée. Si vous l’enregistrez, DataSync passera par là, rien n’est transféré.
connection-test-save = Enregistrer et transférer
connection-changed = DataSync utilise maintenant cette base de données.
connection-changed-text = L’ancienne reste telle quelle. En cas de besoin, la commande datasync connection reset y ramène.
connection-nothing-changed = Rien n’a été modifié : DataSync continue avec la base précédente.
connection-choice = Il y a déjà des données DataSync.
connection-choice-text = { $accounts ->
    [one] Cette base contient les données d’une installation qui compte { $accounts } utilisateur, peut-être un état antérieur de celle-ci. Rien n’y est écrasé, et rien n’a été modifié jusqu’ici. Si vous l’utilisez, ses utilisateurs, ses paramètres et sa licence feront foi, et vous devrez peut-être vous reconnecter sous un nom connu de cette base.
   *[other] Cette base contient les données d’une installation qui compte { $accounts } utilisateurs, peut-être un état antérieur de celle-ci. Rien n’y est écrasé, et rien n’a été modifié jusqu’ici. Si vous l’utilisez, ses utilisateurs, ses paramètres et sa licence feront foi, et vous devrez peut-être vous reconnecter sous un nom connu de cette base.
}
connection-choice-use = Utiliser ce qui s’y trouve
connection-choice-beside = Tout transférer dans un nouveau fichier à côté
connection-choice-leave = Ou revenez en arrière et laissez tout en l’état.

## Étapes

connection-stage-name = Nom
connection-stage-connection = Liaison
connection-stage-encryption = Chiffrement
connection-stage-sign-in = Authentification
connection-stage-database = Base de données
connection-stage-rights = Droits
connection-stage-round-trip = Distance et horloge
connection-stage-contents = Contenu
connection-stage-hold = Mise en attente
connection-stage-schema = Tables
connection-stage-rows = Transfert
connection-stage-comparison = Comparaison
connection-stage-switch = Bascule

seen-connection-unverified = { $version }, certificat non vérifié.
seen-database-there = Elle existe.
seen-database-will-be-created = Elle n’existe pas encore et sera créée.
seen-may-migrate = L’utilisateur a les droits dont DataSync a besoin.
seen-round-trip = Une réponse prend { $millis } ms.
seen-round-trip-and-clock = Une réponse prend { $millis } ms. Les horloges concordent.
seen-clock-ahead = Une réponse prend { $millis } ms. L’horloge du serveur de base de données avance de { $seconds } s sur celle-ci.
seen-clock-behind = Une réponse prend { $millis } ms. L’horloge du serveur de base de données retarde de { $seconds } s sur celle-ci.
seen-empty = Pas encore de données DataSync.
seen-leftover = Les restes d’un transfert interrompu. Ils seront supprimés avant le suivant.
seen-data-in-use = Les données actuellement utilisées : c’est la même base.
seen-other-data = { $accounts ->
    [one] Des données DataSync avec { $accounts } utilisateur.
   *[other] Des données DataSync avec { $accounts } utilisateurs.
}
seen-writes-held = À partir d’ici, les modifications attendent la fin du transfert. La lecture continue.
seen-schema-made = Les tables sont prêtes.
seen-rows = { $table } : { $moved } sur { $total }
seen-equal = { $rows } lignes sont arrivées telles qu’elles ont été envoyées.
seen-switched = Désormais, tout passe par cette base.

table-installation = Installation
table-licenses = Licences
table-accounts = Utilisateurs
table-account-words = Mots de recherche
table-links = Liens
table-sessions = Sessions
table-mails = Courriels
table-mail-settings = Paramètres de messagerie
table-mail-tests = Tests de messagerie
table-server-settings = Paramètres du serveur
table-guess-limits = Limites
table-known-devices = Navigateurs connus
table-second-factors = Authentification à deux facteurs
table-recovery-codes = Codes de secours
table-audit = Journal d’audit
table-jobs = Tâches
table-runs = Exécutions des tâches
table-run-lines = Journaux des exécutions
table-job-settings = Avis d’échec
table-webhook-deliveries = Envois au webhook
table-api-tokens = Jetons d’API
table-connections = Connexions

## Ce qui peut échouer, et que faire

connection-name-unknown = Aucun serveur de ce nom n’a été trouvé.
connection-name-unknown-advice = Vérifiez l’orthographe du nom. S’il s’agit d’un nom de votre réseau, vérifiez que cette machine interroge votre propre serveur de noms.
connection-refused = Le serveur n’accepte pas de connexion sur ce port.
connection-refused-advice = Vérifiez le port, que le serveur de base de données fonctionne et qu’il écoute le réseau, et pas seulement sa propre machine.
connection-unreachable = Aucun chemin ne mène d’ici à ce serveur.
connection-unreachable-advice = Vérifiez l’adresse, le réseau et les pare-feu intermédiaires.
connection-timed-out = { $seconds ->
    [one] Aucune réponse en { $seconds } seconde.
   *[other] Aucune réponse en { $seconds } secondes.
}
connection-timed-out-advice = Un pare-feu absorbe peut-être ce qui est envoyé, ou le serveur est surchargé. S’il est seulement éloigné, un délai plus long suffit.
connection-lost = La connexion a été perdue.
connection-lost-advice = Le serveur, ou un équipement sur le trajet, l’a fermée. Réessayez ; si cela se reproduit, le journal du serveur de base de données en donne la raison.
connection-not-this-engine = Quelque chose répond, mais pas ce type de base de données.
connection-not-this-engine-advice = Vérifiez le moteur et le port : PostgreSQL écoute le plus souvent sur 5432, MySQL et MariaDB sur 3306.
connection-no-encryption = Le serveur ne propose pas de chiffrement.
connection-no-encryption-advice = Installez un certificat sur le serveur de base de données, ou décochez Chiffrer et Faire confiance au certificat, ce qui ne convient qu’à un réseau sûr.
connection-certificate-unknown = Le certificat du serveur n’a été délivré par personne à qui cette machine fasse confiance.
connection-certificate-unknown-advice = Ajoutez l’autorité qui l’a délivré à celles du système d’exploitation, ou indiquez son fichier sous Connection.AuthorityFile dans appsettings.json.
connection-certificate-expired = Le certificat du serveur a expiré.
connection-certificate-expired-advice = Renouvelez-le sur le serveur de base de données. S’il est récent, vérifiez l’horloge de cette machine.
connection-certificate-not-yet-valid = Le certificat du serveur n’est pas encore valable.
connection-certificate-not-yet-valid-advice = Vérifiez l’horloge de cette machine.
connection-certificate-wrong-name = Le certificat du serveur est établi pour un autre nom.
connection-certificate-wrong-name-advice = Saisissez le nom pour lequel il est établi, ou faites-en délivrer un pour ce nom.
connection-certificate-invalid = Le certificat du serveur est inutilisable.
connection-certificate-invalid-advice = Faites-en délivrer un nouveau pour le serveur de base de données.
connection-authority-file = Le fichier d’autorités de certification supplémentaires est inutilisable.
connection-authority-file-advice = Connection.AuthorityFile doit désigner un fichier lisible par ce serveur, qui contient des certificats au format PEM.
connection-encryption-failed = Aucune connexion chiffrée n’a pu être établie.
connection-encryption-failed-advice = Le serveur ne connaît peut-être que des protocoles trop anciens (il faut au moins TLS 1.2). Son journal en dit plus.
connection-password-in-clear = Le serveur demande le mot de passe en clair, et la connexion n’est pas chiffrée. Le mot de passe n’a pas été envoyé.
connection-password-in-clear-advice = Installez un certificat sur le serveur de base de données et cochez Chiffrer, ou faites-lui demander scram-sha-256 dans pg_hba.conf. Sur un réseau de confiance, Connection.AllowClearTextPassword l’autorise.
connection-answer-too-large = Le serveur envoie bien plus qu’un serveur de base de données.
connection-answer-too-large-advice = Vérifiez le serveur et le port : quelque chose d’autre semble y répondre.
connection-wrong-credentials = Le serveur refuse ce nom d’utilisateur et ce mot de passe.
connection-wrong-credentials-advice = Vérifiez les deux, majuscules et minuscules comprises. Certains serveurs connaissent un mot de passe différent par machine.
connection-password-unusable = Le mot de passe contient un caractère que DataSync ne peut pas transmettre à PostgreSQL, un émoji par exemple.
connection-password-unusable-advice = Donnez à l’utilisateur un autre mot de passe, fait de lettres, de chiffres et de ponctuation.
connection-not-admitted = Le serveur n’admet pas cet utilisateur depuis cette machine.
connection-not-admitted-advice = Avec PostgreSQL, pg_hba.conf définit qui peut se connecter d’où ; avec MariaDB, c’est la partie hôte de l’utilisateur.
connection-too-many = Le serveur a déjà trop de connexions.
connection-too-many-advice = Attendez, ou relevez sa limite. La taille maximale du pool devrait lui rester inférieure.
connection-not-ready = Le serveur démarre ou s’arrête.
connection-not-ready-advice = Réessayez dans une minute.
connection-database-missing = Aucune base de données ne porte ce nom.
connection-database-missing-advice = Vérifiez son orthographe, ou cochez Créer la base de données si elle n’existe pas.
connection-database-refused = Aucune base de données ne porte ce nom, ou cet utilisateur n’y a pas accès.
connection-database-refused-advice = Vérifiez son orthographe et accordez tous les droits sur cette base à l’utilisateur.
connection-may-not-create = Cet utilisateur n’a pas le droit de créer des bases de données.
connection-may-not-create-advice = Créez la base vous-même et accordez tous les droits à l’utilisateur, ou autorisez-le à en créer (CREATEDB avec PostgreSQL, CREATE avec MariaDB).
connection-may-not-migrate = Cet utilisateur n’a pas le droit de créer des tables dans cette base.
connection-may-not-migrate-advice = Faites-en le propriétaire de la base, ou accordez-lui tous les droits sur elle.
connection-read-only = Rien ne peut être écrit dans cette base de données.
connection-read-only-advice = Vérifiez qu’il ne s’agit pas d’un réplica et que l’utilisateur n’est pas limité à la lecture.
connection-encoding = La base enregistre le texte en { $encoding }, qui ne permet pas d’écrire des noms comme Łukasz.
connection-encoding-advice = DataSync a besoin d’une base en UTF8. Créez-en une (CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0), ou saisissez un nouveau nom et cochez Créer la base de données si elle n’existe pas.
connection-pooled = Un répartiteur de connexions tel que PgBouncer précède PostgreSQL et change de connexion à chaque transaction (pool_mode = transaction).
connection-pooled-advice = Indiquez pool_mode = session pour cette base dans pgbouncer.ini, ou saisissez l’adresse de PostgreSQL lui-même.
connection-small-packets = Le serveur n’accepte aucune instruction de plus de { $kib } Kio (max_allowed_packet).
connection-small-packets-advice = Réglez max_allowed_packet sur 1M ou plus sur le serveur de base de données ; 16M est la valeur habituelle.
connection-statement-too-large = Le serveur n’accepte pas une instruction de cette taille (max_allowed_packet).
connection-newer = Les données qui s’y trouvent ont été écrites par une version plus récente de DataSync.
connection-newer-advice = Installez d’abord cette version ici. Une version plus ancienne pourrait abîmer ce qu’elle ne connaît pas.
connection-foreign = La base contient les tables d’une autre application, dont les noms sont nécessaires à DataSync.
connection-foreign-advice = Réservez une base à DataSync.
connection-has-data = Cette base contient déjà des données DataSync.
connection-has-data-advice = Dites ce qu’il faut en faire.
connection-other-key = Les secrets de cette base ont été scellés avec une autre clé.
connection-other-key-advice = Apportez la clé de cette installation : son fichier secret-key, ou la valeur de Server.SecretKey.
connection-file = Le fichier de la base intégrée ne peut pas être ouvert.
connection-file-advice = Vérifiez les droits de lecture et d’écriture du répertoire de données, et que le fichier n’est pas endommagé.
connection-disk-full = Le disque est plein.
connection-disk-full-advice = Libérez de la place là où se trouve la base, puis réessayez.
connection-changed-meanwhile = Quelqu’un d’autre a changé la connexion entre-temps.
connection-changed-meanwhile-advice = Revenez en arrière, regardez les paramètres actuels et enregistrez de nouveau si c’est encore utile.
connection-already-moving = La connexion est en train d’être changée.
connection-already-moving-advice = Attendez que ce soit terminé.
connection-moved-away = Les données de cette base ont déjà été transférées ailleurs, par un autre serveur.
connection-moved-away-advice = Utilisez la base vers laquelle elles ont été transférées, celles-ci sont anciennes.
connection-fixed = L’environnement de ce serveur fixe des valeurs de la connexion et l’emporterait sur ce qui est enregistré.
connection-fixed-advice = Supprimez les variables qui commencent par DATASYNC__CONNECTION__, ou modifiez-les à cet endroit.
connection-different = { $table } : ce qui est arrivé n’est pas ce qui a été envoyé.
connection-different-advice = Rien n’a été modifié. Faites vérifier la base avant de réessayer.
connection-failed = La base de données a répondu par une erreur que DataSync ne connaît pas.
connection-failed-advice = Le journal de ce serveur en dit plus.

## Commandes

cli-connection = Gère la connexion à la base de données
cli-connection-test = Parcourt le chemin jusqu’à la base et dit jusqu’où il mène
cli-connection-test-to = Teste plutôt la connexion de ce fichier, écrit comme appsettings.json
cli-connection-reset = Revient à la connexion précédente
cli-connection-move = Transfère tout vers une autre base ; le serveur doit être arrêté
cli-connection-move-to = Un fichier contenant la nouvelle connexion, écrit comme appsettings.json
cli-connection-use-existing = Utilise les données DataSync qui s’y trouvent, sans rien transférer
cli-connection-json = Affiche les étapes en JSON
cli-connection-passed = La connexion fonctionne.
cli-connection-moved = Tout est arrivé. Le serveur l’utilisera à son prochain démarrage.
cli-connection-was-reset = DataSync reviendra à { $place } au prochain démarrage du serveur.
cli-connection-no-fallback = Il n’y a pas de connexion précédente à laquelle revenir.
cli-connection-running = Le serveur fonctionne. Arrêtez-le d’abord, ou faites le transfert sur sa page de paramètres.
cli-half-moved = La base contient une partie d’un transfert ou d’une restauration interrompus et n’est pas complète. Vérifiez la connexion ; s’il s’agissait d’une restauration, relancez-la.
cli-in-use = Un autre serveur DataSync utilise déjà ce répertoire de données, et sa base intégrée n’en accepte qu’un. Arrêtez d’abord ce serveur, ou donnez à celui-ci son propre Server.DataDirectory.
cli-database-unreachable = La base de données est inaccessible. { $problem } { $advice }
