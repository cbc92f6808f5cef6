jobs-title = Tâches
jobs-text = Ce qui s’exécute tout seul, quand, et avec quel résultat. Les exécutions sont conservées 90 jours.
jobs-jam = { $running ->
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
jobs-never = Jamais exécutée
jobs-reported = Selon le programme qui la signale
jobs-none-reported = Aucun autre programme n’a encore signalé d’exécution. Avec un jeton d’API, vos programmes signalent ici leurs exécutions, et les échecs sont annoncés par courriel.
jobs-none-reported-link = Créer un jeton d’API
jobs-back = Toutes les tâches

job-off = Désactivée
job-run-now = Lancer maintenant
job-run-now-label = Lancer maintenant : { $job }
job-facts-title = Aperçu
job-next-runs = Prochaines exécutions
job-now = En ce moment
job-silence = Signes de vie
job-silence-text = { $minutes ->
    [one] Sans signe de vie pendant une minute, une exécution est considérée comme échouée.
   *[other] Sans signe de vie pendant { $minutes } minutes, une exécution est considérée comme échouée.
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
job-heartbeat = Minutes sans signe de vie
job-heartbeat-help = De 1 à 1 440. Une exécution dont le programme reste muet plus longtemps est considérée comme échouée.
job-remove-title = Supprimer cette tâche
job-remove-text = La tâche et toutes ses exécutions disparaîtront. Si un programme la signale de nouveau, elle réapparaîtra.
job-remove-confirm = Pour la supprimer, saisissez son nom : { $job }
job-remove = Supprimer

runs-title = Exécutions
runs-text = Les plus récentes d’abord.
runs-filter = Filtrer les exécutions par état
runs-any = Toutes
runs-none = Aucune exécution ne correspond.
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
run-goes-on = Cette exécution n’est pas encore terminée.
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

refusal-no-such-job = Cette tâche n’existe plus. Quelqu’un l’a peut-être supprimée.
refusal-runs-elsewhere = Cela n’est pas possible pour cette tâche. Les tâches d’autres programmes sont lancées par ceux-ci ; celles de DataSync se désactivent, mais ne se suppriment pas.
refusal-already-queued = Une exécution de cette tâche attend déjà son tour. Elle commencera dès que possible.

audit-about-job = Tâche : { $job }
audit-ran-job = A lancé une tâche à la main
audit-saved-job = A enregistré les réglages d’une tâche
audit-removed-job = A supprimé une tâche
