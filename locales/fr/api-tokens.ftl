api-tokens-title = Jetons d’API
api-tokens-text = D’autres programmes utilisent un jeton à la place d’un mot de passe, pour signaler, consulter ou annuler les exécutions de tâches. Quiconque détient un jeton peut s’en servir ; donnez donc à chaque programme le sien.
api-tokens-none = Il n’y a pas encore de jeton.

api-tokens-column-permission = Autorisation
api-tokens-column-made = Créé par
api-tokens-column-expires = Expiration
api-tokens-column-last-used = Dernière utilisation
api-tokens-may-report = Peut signaler les exécutions de toutes les tâches
api-tokens-may-report-job = Peut signaler les exécutions de la tâche { $job }
api-tokens-may-read = Peut consulter les tâches et leurs exécutions
api-tokens-may-run = Peut annuler les exécutions de toutes les tâches
api-tokens-may-run-job = Peut annuler les exécutions de la tâche { $job }
api-tokens-usable = Utilisable
api-tokens-expired = Expiré
api-tokens-revoked = Révoqué
api-tokens-revoke = Révoquer
api-tokens-revoke-which = Révoquer { $name }
api-tokens-was-revoked = Le jeton est révoqué. Il ne donne plus accès à rien.

api-tokens-new = Créer un jeton
api-tokens-name-help = À quel programme est-il destiné, et où celui-ci fonctionne-t-il ?
api-tokens-report = Signaler les exécutions de tâches
api-tokens-read = Consulter les tâches et leurs exécutions
api-tokens-run = Annuler les exécutions de tâches
api-tokens-job = Uniquement cette tâche
api-tokens-job-help = Limite à une seule tâche un jeton qui signale ou annule des exécutions. Laissez ce champ vide pour toutes les tâches.
api-tokens-days = Dans { $days } jours
api-tokens-year = Dans un an
api-tokens-make = Créer le jeton

api-tokens-made-title = Nouveau jeton d’API
api-tokens-made-text = Voici le jeton « { $name } ». Il n’est affiché que maintenant : copiez-le là où le programme le lit et protégez-le comme un mot de passe.
api-tokens-token = Jeton
api-tokens-until = { $permission }, jusqu’au { $until }.
api-tokens-endless = { $permission }, jusqu’à sa révocation.
api-tokens-example = Pour l’essayer :
api-tokens-shown-before = Un jeton n’est affiché qu’une fois, juste après sa création. S’il est perdu, révoquez-le et créez-en un autre.

api-tokens-revoke-title = Révoquer un jeton
api-tokens-revoke-text = Le programme qui utilise ce jeton est refusé dès maintenant. Cette action est définitive.
api-tokens-was-used = Dernière utilisation : { $at }.
api-tokens-was-never-used = Personne ne l’a encore utilisé.
