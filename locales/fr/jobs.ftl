job-backup = Sauvegarde
job-backup-text = Écrit tout ce que DataSync conserve dans un seul fichier du répertoire de données.
job-connection-check = Vérification des connexions
job-connection-check-text = Teste la connexion à la base de données, au serveur de messagerie et à l’adresse du serveur.
job-clean-up = Nettoyage
job-clean-up-text = Supprime les données expirées : sessions fermées, liens utilisés, anciens courriels, anciennes exécutions.
job-license-check = Vérification de la licence
job-license-check-text = Échoue lorsque la licence expire dans les 30 jours, afin que vous soyez averti à temps.
job-reported-text = Un autre programme exécute cette tâche et signale ses exécutions.
run-job = Tâche
run-started = Début
run-ended = Fin
run-reason = Raison
run-queued = En attente
run-running = En cours
run-succeeded = Réussie
run-failed = Échouée
run-cancelled = Annulée
run-not-run = Non exécutée
run-by-schedule = Planifiée
run-caught-up = Manquée, puis rattrapée
run-by-person = Lancée par { $by }
run-by-report = Signalée avec le jeton « { $by } »
run-by-somebody = Lancée à la main
reason-none-given = Le programme qui exécutait cette tâche n’a donné aucune raison.
reason-no-heartbeat = Le programme qui exécutait cette tâche n’a pas envoyé de signal d’activité à temps. Vérifiez s’il fonctionne encore.
reason-interrupted = Le serveur qui exécutait cette tâche s’est arrêté avant la fin. La tâche sera exécutée à sa prochaine échéance.
reason-cancelled = { $by } a annulé cette exécution.
reason-database-unreachable = La base de données était injoignable à l’échéance. La tâche a été exécutée dès que possible.
reason-server-stopped = Aucun serveur ne fonctionnait à l’échéance. La tâche a été exécutée dès que possible.
reason-fault = Il s’est produit une erreur inattendue. Le journal du serveur en donne la cause sous la référence { $reference }.
reason-mail-server = Serveur de messagerie : { $problem }
reason-server-url-unreached = Les requêtes à l’adresse du serveur n’arrivent pas à ce serveur. Consultez Paramètres, Serveur.
reason-backup-not-written = La sauvegarde n’a pas pu être écrite : { $problem }. Vérifiez qu’il reste de la place et que le serveur peut écrire dans son répertoire de données.
reason-test = Aucune : quelqu’un vérifie que ce courriel arrive.
result-title = Résultat
result-file = Fichier
result-size = Taille
result-kilobytes = { $kilobytes } Kio
result-tables = Tables
result-rows = Lignes
result-backups-removed = Anciennes sauvegardes supprimées
result-database = Base de données
result-mail-server = Serveur de messagerie
result-server-url = Adresse du serveur
result-millis = { $millis } ms
result-url-reached = Mène à ce serveur
result-url-unreached = Ne mène pas à ce serveur
result-not-set-up = Non configuré
result-runs-removed = Anciennes exécutions supprimées
line-table-saved = { $table } : { $rows }
line-backup-written = { $file } écrit : { $rows } lignes, { $kilobytes } Kio.
line-old-backups-removed = { $count ->
    [one] Une ancienne sauvegarde supprimée.
   *[other] { $count } anciennes sauvegardes supprimées.
}
line-database-answered = La base de données a répondu en { $millis } ms.
line-no-mail-server = Aucun serveur de messagerie n’est configuré : il n’y a rien à vérifier.
line-mail-server-answered = Le serveur de messagerie a accepté DataSync en { $millis } ms.
line-server-url-reached = L’adresse du serveur mène bien à ce serveur.
line-server-url-not-set = Aucune adresse du serveur n’est choisie : il n’y a rien à vérifier.
line-runs-removed = { $count ->
    [0] Aucune ancienne exécution à supprimer.
    [one] Une ancienne exécution supprimée.
   *[other] { $count } anciennes exécutions supprimées.
}
line-tidied-up = Sessions fermées, liens utilisés, anciens compteurs, courriels et entrées d’audit supprimés.
line-left-out = { $characters } caractères du journal ont été omis ici : un rapport en contient 50 000.
line-cut-off = La suite du journal n’est pas conservée : DataSync garde un million de caractères par exécution.
line-license-valid = La licence est valable plus de 30 jours encore.
mail-job-failed-subject = Échec de la tâche « { $job } »
mail-job-failed-text = La tâche « { $job } » a échoué. Si elle échoue encore, vous recevrez au plus un courriel par heure.
mail-job-failed-again-subject = { $count ->
    [one] Nouvel échec de la tâche « { $job } »
   *[other] { $count } nouveaux échecs de la tâche « { $job } »
}
mail-job-failed-again-text = { $count ->
    [one] Depuis le dernier courriel, la tâche « { $job } » a échoué encore une fois :
   *[other] Depuis le dernier courriel, la tâche « { $job } » a échoué encore { $count } fois. Le dernier échec :
}
mail-job-recovered-subject = La tâche « { $job } » fonctionne de nouveau
mail-job-recovered-text = La tâche « { $job } » a de nouveau réussi.
mail-job-recovered-failures = { $count ->
    [one] Auparavant, elle avait échoué encore une fois depuis le dernier courriel.
   *[other] Auparavant, elle avait échoué encore { $count } fois depuis le dernier courriel.
}
mail-job-test-subject = Test : échec d’une tâche
mail-job-test-text = Ceci est un test. Aucune tâche n’a échoué : vous voyez à quoi ressemble un tel courriel, et qu’il vous parvient.
mail-job-button = Ouvrir l’exécution
mail-job-test-button = Ouvrir les tâches
mail-job-stop = Ne plus recevoir ces courriels
mails-job = Avis : tâche
api-no-token = Aucun jeton
api-no-token-detail = Envoyez un jeton d’API sous la forme « Authorization: Bearer … ». Un administrateur en crée un dans Paramètres, Jetons d’API.
api-token-unusable = Le jeton n’est pas utilisable
api-token-unusable-detail = Il est inconnu, a expiré ou a été révoqué. Un administrateur en crée un nouveau dans Paramètres, Jetons d’API.
api-wrong-scope = Le jeton sert à autre chose
api-wrong-scope-detail = Utilisez un jeton dont la portée permet cette opération.
api-other-job = Le jeton est réservé à une autre tâche
api-other-job-detail = Utilisez un jeton prévu pour cette tâche ou pour toutes.
api-built-in = DataSync exécute lui-même cette tâche
api-built-in-detail = Signalez sous un autre nom.
api-runs-elsewhere = Un autre programme exécute cette tâche
api-runs-elsewhere-detail = DataSync ne peut annuler que les exécutions dont il se charge lui-même. Arrêtez celle-ci dans le programme qui l’exécute.
api-not-found = Il n’y a rien ici
api-not-found-detail = Consultez /api/v1/openapi.json pour savoir ce qui existe.
api-method = Méthode non admise
api-method-detail = Consultez /api/v1/openapi.json pour savoir ce qui existe.
api-not-json = Le corps n’est pas du JSON
api-not-json-detail = Envoyez-le avec « Content-Type: application/json ».
api-malformed = Le corps n’est pas un signalement
api-malformed-detail = Ligne { $line }, colonne { $column } : { $what }
api-invalid = Une valeur n’est pas utilisable
api-invalid-detail = Consultez la description de « { $field } » dans /api/v1/openapi.json.
api-too-large = Le corps est trop volumineux
api-too-large-detail = Au plus 32 Mio. Envoyez les longs journaux par parties.
api-has-ended = L’exécution est terminée
api-has-ended-detail = Elle est enregistrée comme : { $state }. Pour signaler une autre exécution, utilisez une nouvelle clé.
api-too-many-jobs = Trop de tâches
api-too-many-jobs-detail = Il y en a déjà { $most }. Signalez sous un nom existant ou supprimez des tâches.
api-too-many-requests = Trop de requêtes
api-too-many-requests-detail = Ce jeton a envoyé plus de { $at_once } requêtes à la fois et en envoie plus de { $a_second } par seconde. Attendez le temps indiqué par Retry-After, puis envoyez-les moins vite.
api-unavailable = Pas maintenant
api-unavailable-detail = Le serveur ou sa base de données est occupé ou injoignable. Réessayez dans quelques secondes ; la même clé garantit que rien n’est enregistré deux fois.
api-fault = Une erreur s’est produite
