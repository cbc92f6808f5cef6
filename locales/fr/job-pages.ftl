jobs-title = Tâches
jobs-text = Tâches planifiées, prochaines exécutions et derniers résultats. DataSync conserve les exécutions 90 jours.
jobs-backlog = { $running ->
    [one] Une exécution en cours
   *[other] { $running } exécutions en cours
}, { $waiting ->
    [one] une en attente
   *[other] { $waiting } en attente
} : { $most } au plus peuvent avoir lieu en même temps.
jobs-schedule = Planification
jobs-next-run = Prochaine exécution
jobs-last-run = Dernière exécution
jobs-more-open = { $count ->
    [one] et une autre
   *[other] et { $count } autres
}
jobs-never = Pas encore exécutée
jobs-reported = Exécutée par un autre programme
jobs-none-reported = Aucun autre programme n’a encore signalé d’exécution. Avec un jeton d’API, vos programmes signalent ici leurs exécutions, et les échecs sont annoncés par courriel.
jobs-none-reported-link = Créer un jeton d’API
jobs-back = Toutes les tâches

job-off = Désactivée
job-run-now = Lancer maintenant
job-run-now-label = Lancer maintenant : { $job }
job-facts-title = Aperçu
job-next-runs = Prochaines exécutions
job-now = En ce moment
job-heartbeats = Signal d’activité
job-heartbeats-text = { $minutes ->
    [one] Une exécution a échoué si aucun signal d’activité n’arrive pendant une minute.
   *[other] Une exécution a échoué si aucun signal d’activité n’arrive pendant { $minutes } minutes.
}
job-notices = Courriels
job-tells-yes = En cas d’échec, toutes les personnes qui ont activé les notifications sont averties.
job-tells-no = Personne n’est averti en cas d’échec.
job-saved = Enregistré.
job-plan-title = Réglages de cette tâche
job-schedule-help = Minute, heure, jour, mois, jour de la semaine : « 0 2 * * * » signifie chaque jour à deux heures du matin, « */15 * * * * » toutes les 15 minutes, « 0 8 * * 1 » chaque lundi à huit heures.
job-time-zone = Fuseau horaire
job-time-zone-help = Par exemple « Europe/Paris » ou « UTC ». C’est lui qui détermine l’heure des exécutions.
job-enabled = Exécuter selon la planification
job-enabled-help = Sinon, la tâche ne s’exécute que lorsque quelqu’un la lance à la main.
job-tells = Envoyer un courriel en cas d’échec
job-tells-help = À toutes les personnes qui ont activé les notifications : le premier échec aussitôt, les suivants ensemble, au plus une fois par heure.
job-heartbeat = Délai du signal d’activité, en minutes
job-heartbeat-help = De 1 à 1 440. Une exécution a échoué si son programme n’envoie aucun signalement plus longtemps.
job-rename-title = Nom
job-rename-text = Les programmes signalent désormais leurs exécutions sous le nouveau nom ; les jetons d’API réservés à cette tâche restent valables pour elle. Les liens des courriels déjà envoyés ne fonctionnent plus.
job-rename-name = Nouveau nom
job-rename-help = 100 caractères au plus : lettres minuscules, chiffres, points, tirets et traits de soulignement, avec une lettre ou un chiffre au début.
job-rename = Renommer
job-remove-title = Supprimer cette tâche
job-remove-text = La tâche et toutes ses exécutions disparaîtront. Si un programme la signale de nouveau, elle réapparaîtra.
job-remove-confirm = Pour la supprimer, saisissez son nom : { $job }
job-remove = Supprimer

runs-title = Exécutions
runs-text = Les plus récentes d’abord.
runs-filter = Filtrer les exécutions par état
runs-any = Toutes
runs-none = Aucune exécution ne correspond à ce filtre.
runs-chart = Exécutions des 30 derniers jours
runs-counted = Réussies : { $succeeded }. Échouées : { $failed }.
run-page-title = Exécution
run-title = Exécution : { $job }
run-state = État
run-cause = Origine
run-duration = Durée
run-scheduled-for = Échéance
run-asked-for = Demandée
run-facts = À propos de cette exécution
run-log = Journal
run-log-empty = Cette exécution n’a rien écrit dans son journal.
run-progress-label = Progression
run-progress = { $percent } %
run-goes-on = Cette exécution est toujours en cours.
run-cancel = Annuler l’exécution
run-cancelling = { $by } a demandé l’annulation de cette exécution. Elle s’arrête en quelques secondes.
run-look-again = Regarder de nouveau
run-back = Retour à la tâche

home-jobs-succeeded = { $count ->
    [one] exécution réussie en 30 jours
   *[other] exécutions réussies en 30 jours
}
home-jobs-failed = { $count ->
    [one] Une exécution a échoué
   *[other] { $count } exécutions ont échoué
}
home-jobs-link = Afficher les tâches
home-next-job-failed = La dernière exécution de la tâche « { $job } » a échoué.
home-next-job-failed-link = Voir pourquoi

refusal-no-such-job = Cette tâche n’existe plus. Quelqu’un l’a peut-être renommée ou supprimée.
refusal-runs-elsewhere = Cela n’est pas possible pour cette tâche. Lancez et annulez les tâches d’autres programmes dans ceux-ci ; les tâches intégrées se désactivent, mais ne peuvent être ni renommées ni supprimées.
refusal-already-queued = Une exécution de cette tâche est déjà en file d’attente. Elle commencera dès que possible.
refusal-no-such-run = Cette exécution n’existe plus.
refusal-run-has-ended = Cette exécution est déjà terminée : il n’y a rien à annuler.

audit-about-job = Tâche : { $job }
audit-ran-job = A lancé une tâche à la main
audit-cancelled-run = A annulé une exécution
audit-saved-job = A enregistré les réglages d’une tâche
audit-renamed-job = A renommé une tâche
audit-removed-job = A supprimé une tâche
