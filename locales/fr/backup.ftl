### Les sauvegardes, en ligne de commande.

cli-backup = Faire une sauvegarde complète, même pendant que le serveur fonctionne
cli-backup-out = Où la placer ; à défaut, un fichier daté, dans « backups » du répertoire de données. Le fichier ne doit pas encore exister
cli-backup-keep = Supprimer du répertoire de données les sauvegardes plus anciennes, pour n’en garder que ce nombre
cli-backup-without-key = Ne pas inclure la clé qui protège les secrets ; il faudra alors la fournir pour restaurer
cli-backup-made = La sauvegarde se trouve dans { $file } : { $rows } lignes, { $bytes } octets. Qui peut la lire a accès à tout ce que DataSync enregistre.
cli-restore = Restaurer une sauvegarde dans une base vide, serveur arrêté
cli-restore-file = La sauvegarde
cli-restore-done = Restauration terminée : { $rows } lignes, dans leur état du { $made_at }. Chacun devra se reconnecter, et les liens envoyés auparavant ne fonctionnent plus. Vous pouvez démarrer le serveur.
cli-restore-unsigned = Restaurer même si rien n’atteste que la sauvegarde est intacte : elle vient d’une version plus ancienne, ou vous l’avez modifiée vous-même
cli-restore-signed-by-itself = La clé se trouvait dans la sauvegarde elle-même : la signature montre que le fichier est complet, mais quiconque pouvait le lire et le modifier pouvait aussi le signer à nouveau.
cli-restore-was-unsigned = La signature n’a pas été vérifiée : vous avez fait confiance à ce fichier.

## Pourquoi pas

backup-already-there = Il existe déjà un fichier à cet emplacement, et rien n’est jamais écrasé. Choisissez un autre nom.
backup-foreign = Ce fichier n’est pas une sauvegarde de DataSync. Rien n’a été modifié.
backup-damaged = Cette sauvegarde est incomplète ou a été modifiée depuis sa création. Rien n’a été restauré. Prenez-en une autre.
backup-newer = Cette sauvegarde vient de DataSync { $version }, plus récent que ce programme. Restaurez-la avec cette version ou une version ultérieure. Rien n’a été modifié.
backup-running = Un serveur utilise ce répertoire de données. Arrêtez-le d’abord. Rien n’a été modifié.
backup-set-up = Ce répertoire de données appartient à une installation déjà configurée. Une sauvegarde se restaure dans un répertoire vide : indiquez-en un autre dans Server.DataDirectory, ou déplacez celui-ci. Rien n’a été modifié.
backup-has-data = Cette base contient déjà des données de DataSync. Une sauvegarde se restaure dans une base vide : indiquez une autre base, ou déplacez celle-ci. Rien n’a été modifié.
backup-other-key = La clé dans { $place } n’est pas celle de cette sauvegarde. Restaurez dans un autre répertoire de données, ou déplacez cette clé. Rien n’a été modifié.
backup-key-needed = Cette sauvegarde a été faite sans sa clé. Placez d’abord la clé de son installation dans { $place }. Rien n’a été modifié.
backup-unsigned = Cette sauvegarde n’est pas signée : rien n’atteste qu’elle est intacte. C’est le cas de celles des versions plus anciennes ; si vous faites confiance à qui l’a conservée, ajoutez « --unsigned ». Rien n’a été modifié.
backup-wrongly-signed = Cette sauvegarde a été modifiée depuis sa création : sa signature ne correspond pas. Prenez-en une autre. Rien n’a été modifié.

## Le diagnostic

cli-doctor = Vérifier que tout est en ordre et dire quoi faire sinon ; rien n’est modifié
cli-doctor-problems = { $count ->
    [one] Il y a un problème.
   *[other] Il y a { $count } problèmes.
}
doctor-finding = { $check } : { $text }
doctor-configuration = Configuration
doctor-data-directory = Répertoire de données
doctor-database = Base de données
doctor-key = Clé
doctor-setup = Mise en service
doctor-license = Licence
doctor-mail = Serveur de messagerie
doctor-outbox = Courriels
doctor-server-url = URL du serveur
doctor-backup = Sauvegarde
doctor-open-to-others = D’autres utilisateurs ont accès à { $place }. Retirez-leur ce droit : chmod go= { $place }
doctor-of-somebody-else = Le fichier « { $file } » dans { $place } n’appartient pas au propriétaire du répertoire ; le serveur risque de ne pas pouvoir l’utiliser. Attribuez-le à l’utilisateur du serveur avec chown.
doctor-up-to-date = Accessible et à jour.
doctor-steps-wait = Accessible. Ses tables seront mises à jour au prochain démarrage du serveur (étapes : { $steps }). Faites d’abord une sauvegarde avec la version précédente. La suite sera vérifiée après cela.
doctor-database-empty = Il n’y a pas de données de DataSync à cet endroit. Démarrez le serveur une fois, restaurez une sauvegarde ou vérifiez la connexion.
doctor-is-set-up = DataSync est en service.
doctor-no-license = Aucune licence n’est en vigueur. Saisissez un numéro de série sous Paramètres → Licence.
doctor-no-seats = Toutes les places sont prises : plus personne ne peut être activé. Désactivez les utilisateurs partis ou saisissez un nouveau numéro de série.
doctor-mail-there = Configuré. « datasync mail test ADDRESS » permet de l’essayer.
doctor-mail-unusable = Les paramètres de courriel sont inutilisables, ou leur mot de passe était destiné à un autre serveur. Enregistrez-les de nouveau sous Paramètres → Messagerie.
doctor-no-mails-wait = Aucun courriel n’a échoué ni n’attend le serveur de messagerie.
doctor-no-server-url = Non définie : les liens des courriels mènent à l’adresse d’écoute de ce serveur. Définissez-la sous Paramètres → Serveur ou par Server.Url.
doctor-server-url-in-clear = { $url } n’est pas chiffrée : les mots de passe peuvent être lus en chemin. Confiez TLS à un proxy et indiquez une adresse https.
doctor-no-backup = Il n’y en a pas dans le répertoire de données. « datasync backup » en fait une ; si vous les conservez ailleurs, tout va bien.
doctor-unfinished-backups = { $count ->
    [one] Une sauvegarde interrompue, contenant la clé, se trouve dans le répertoire de données. Elle est supprimée au démarrage du serveur, par la tâche de nettoyage ou par la sauvegarde suivante.
   *[other] { $count } sauvegardes interrompues, contenant la clé, se trouvent dans le répertoire de données. Elles sont supprimées au démarrage du serveur, par la tâche de nettoyage ou par la sauvegarde suivante.
}
doctor-old-backup = La plus récente du répertoire de données date du { $when }. « datasync backup » en fait une autre.
