extractions-title = Extractions
extractions-text = Ce que DataSync copie d’une base de données dans une autre, et le résultat de la dernière exécution.
extractions-none-yet = Il n’y a pas encore d’extraction. Une extraction copie les tables d’une connexion dans une autre.
extractions-new = Nouvelle extraction
extractions-name = Nom
extractions-from-to = De → vers
extractions-saved = L’extraction a été enregistrée.
extractions-new-title = Nouvelle extraction
extractions-new-text = Choisissez où lire et où écrire. Vous pouvez vérifier ce qui se passerait avant toute copie.
extractions-edit-title = Modifier l’extraction
extractions-need-connections = Une extraction a besoin de deux connexions : l’une pour lire, l’autre pour écrire. Créez-les d’abord.
extractions-source = Source
extractions-source-schema = Schéma de la source
extractions-destination = Destination
extractions-schema = Schéma de la destination
extractions-schema-help = Laissez ce champ vide pour le schéma par défaut. MariaDB, MySQL et SQLite n’ont pas de schémas.
extractions-tables = Tables
extractions-all-tables = Toutes les tables
extractions-exclude = Sauf
extractions-exclude-help = Les noms ou motifs des tables à laisser de côté, un par ligne.
extractions-max-removed = Part maximale de lignes supprimées (%)
extractions-max-removed-help = Si une exécution devait supprimer une plus grande part des lignes d’une table, DataSync laisse cette table telle quelle. La copie est ainsi protégée si la source est vidée par erreur.
extractions-back = Retour aux extractions
extractions-back-to-one = Retour à l’extraction
extractions-job = Planification, exécutions et notifications
extractions-validate-title = Ce qui se passerait
extractions-validate-text = DataSync examine les deux bases et n’écrit rien.
extractions-too-slow = L’examen des deux bases a pris plus d’une minute. Réessayez, ou choisissez moins de tables. Les exécutions n’ont pas cette limite.
extractions-statements = Instructions de la première exécution
extractions-columns = { $count ->
    [one] { $count } colonne
   *[other] { $count } colonnes
}
choose = Choisir…
error-same-as-source = C’est la source. Choisissez une autre connexion ou un autre schéma.
refusal-no-such-extraction = Cette extraction n’existe pas, ou quelqu’un l’a supprimée.
refusal-connection-in-use = { $count ->
    [one] Une extraction utilise cette connexion. Supprimez-la ou modifiez-la d’abord.
   *[other] { $count } extractions utilisent cette connexion. Supprimez-les ou modifiez-les d’abord.
}
audit-saved-extraction = A enregistré une extraction
table-extractions = Extractions
job-extraction-text = Copie les tables d’une extraction.
result-tables-failed = Tables en échec
result-rows-read = Lignes lues
reason-copy = Tables non copiées, restées telles quelles : { $failed } sur { $count }. { $table } : { $why }
reason-not-copied = Rien n’a été copié. { $why }
reason-copied-in-parts = Tout a été copié, mais la connexion à la source a été perdue entre-temps : les tables ne montrent pas toutes le même instant. Relancez l’exécution si c’est nécessaire.
line-table-copied = { $table } : lues { $read }, nouvelles { $inserted }, modifiées { $changed }, supprimées { $removed }
line-table-different = { $table } : lignes différentes : { $rows }
line-table-not-copied = { $table } : non copiée. { $why }
extractions-steps = Étapes d’une extraction
extractions-step-places = Emplacements
extractions-step-tables = Tables
extractions-step-validate = Vérification
extractions-step-run = Exécution
extractions-tables-title = Quelles tables ?
extractions-tables-text = Choisissez ce qui est copié. Rien n’est encore écrit.
extractions-which = Copier
extractions-which-all = Toutes les tables, y compris celles ajoutées plus tard
extractions-which-some = Seulement celles-ci
extractions-other-tables = Autres noms ou motifs
extractions-other-tables-help = Un par ligne, par exemple commandes ou fact_*. Les tables qui y correspondront plus tard seront copiées aussi.
extractions-about-rows = { $count ->
    [one] environ { $count } ligne
   *[other] environ { $count } lignes
}
extractions-save-and-validate = Enregistrer et vérifier
extractions-verify = Comparer
extractions-actions-help = Une exécution compare les deux côtés et écrit ce qui diffère : la destination contient alors ce que contient la source. « Comparer » compare sans rien écrire.
extractions-all-clear = { $count ->
    [one] Rien ne s’oppose à la copie de { $count } table.
   *[other] Rien ne s’oppose à la copie de { $count } tables.
}
extractions-blocked = { $count ->
    [one] { $count } table sur { $all } ne peut pas être copiée. Voyez ci-dessous comment y remédier ; une exécution copie les autres.
   *[other] { $count } tables sur { $all } ne peuvent pas être copiées. Voyez ci-dessous comment y remédier ; une exécution copie les autres.
}
extractions-left-out = { $count ->
    [one] { $count } autre table n’est pas affichée. Celles qui ne peuvent pas être copiées viennent en premier.
   *[other] { $count } autres tables ne sont pas affichées. Celles qui ne peuvent pas être copiées viennent en premier.
}
extractions-take-over-open = { $count ->
    [one] Reprendre { $count } table
   *[other] Reprendre { $count } tables
}
extractions-take-over-text = DataSync les a créées avant la restauration de cette installation à partir d’une sauvegarde, pour une extraction supprimée depuis, ou en ligne de commande. Si plus rien d’autre n’y écrit, reprenez-les : la prochaine exécution y écrira ce qui diffère.
extractions-take-over = Les reprendre
error-nothing-ticked = Cochez au moins une table, ou copiez-les toutes.
refusal-not-taken-over = DataSync n’a pas pu reprendre toutes les tables, faute de pouvoir examiner les deux bases. Ouvrez l’étape « Vérification » pour voir ce qui reste et pourquoi, puis réessayez.
audit-took-tables-over = A repris des tables d’une destination
reason-different = Tables qui diffèrent de la source : { $failed } sur { $count }, par exemple { $table }. Exécutez l’extraction pour écrire ce qui diffère.
run-rows = { $rows } lignes
run-rows-of = { $rows } lignes sur environ { $of }
run-rows-per-second = { $rows } lignes/s
run-time-left = encore { $time }
receipt-title = Bilan
receipt-table = Table
receipt-outcome = Résultat
receipt-read = Lues
receipt-inserted = Nouvelles
receipt-changed = Modifiées
receipt-removed = Supprimées
receipt-destination-rows = Dans la destination
receipt-seconds = Secondes
receipt-equal = Identique, comptée
receipt-different = Différente
receipt-as-before = Non copiée
receipt-not-compared = Non comparée
receipt-another-moment = Identique, instant ultérieur
sample-try = Essayer avec des données d’exemple
sample-source = Société d’exemple
sample-destination = Copie d’exemple
refusal-sample-not-made = Les données d’exemple n’ont pas pu être créées. Vérifiez que le dossier indiqué par Files.Roots existe, que le disque a de la place et que rien d’autre ne porte le nom « sample » ou « Société d’exemple » ; le journal du serveur en donne la cause.
home-start-title = Copiez votre première base de données
home-start-text = DataSync copie les tables d’une base de données dans une autre, exactement, et prouve chaque copie en comptant. Ajoutez vos bases, ou essayez avec les données d’une société fictive.
refusal-not-licensed = Aucune licence de ce serveur ne comprend les extractions. Saisissez dans les paramètres le numéro de série d’une licence qui les comprend.
cli-extractions = Lister les extractions, ou montrer ce que ferait une exécution
cli-extractions-name = Nom de l’extraction
cli-extractions-list = Lister les extractions et le résultat de leur dernière exécution
cli-extractions-list-json = Afficher un objet JSON par ligne
cli-extractions-validate = Montrer ce que ferait une exécution, sans rien écrire
cli-run = Exécuter une extraction, attendre sa fin et afficher le bilan ; code 0 si tout a été copié et compté, 3 si quelque chose est à examiner, sinon 1
cli-run-verify = Comparer seulement, sans rien écrire
cli-run-goes-on = Le serveur poursuit l’exécution. Pour y mettre fin, annulez-la sur sa page.
extractions-columns-of = Colonnes de { $table }
extractions-hidden-place = une connexion réservée aux administrateurs
receipt-left-out = { $count ->
    [one] { $count } autre table n’est pas indiquée.
   *[other] { $count } autres tables ne sont pas indiquées.
}
reason-withheld = Les administrateurs voient la raison sur la page de l’exécution.
run-withheld = Le détail de cette exécution est réservé aux administrateurs, comme l’une de ses connexions.
