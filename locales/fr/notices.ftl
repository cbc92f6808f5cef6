settings-notices-title = Avis d’échec
settings-notices-text = Qui est averti lorsqu’une tâche échoue : au premier échec immédiatement, ensuite au plus une fois par heure et par tâche, puis une fois lorsqu’elle fonctionne de nouveau.
notices-saved = Enregistré.
notices-mailed = { $count ->
    [one] Les notifications par courriel sont activées pour un utilisateur.
   *[other] Les notifications par courriel sont activées pour { $count } utilisateurs.
}
notices-mailed-link = Voir qui
notices-nobody = Personne n’est averti par courriel lorsqu’une tâche échoue. Activez les notifications par courriel pour au moins un utilisateur.
notices-nobody-link = Choisir parmi les utilisateurs
notices-no-mail-server = Aucun serveur de messagerie n’est configuré : les courriels ne peuvent pas partir. Configurez-en un d’abord.
field-webhook-url = URL du webhook
field-webhook-url-help = Un programme à cette adresse est averti lui aussi. Elle commence par https:// ; http:// n’est admis que si le programme s’exécute sur cette machine. Vide : aucun.
field-new-webhook-secret = Créer un nouveau secret
field-new-webhook-secret-help = L’ancien cesse aussitôt d’être valable : transmettez le nouveau au programme qui reçoit les envois.
webhook-secret-text = Chaque envoi est signé avec ce secret. Il n’est affiché que maintenant : transmettez-le au programme qui reçoit les envois. S’il se perd, créez-en un nouveau.
webhook-secret-label = Secret du webhook
notices-test = Envoyer un échec d’essai
notices-test-help = Annonce un échec qui n’a pas eu lieu : à vous par courriel, et au webhook enregistré.
notices-tested-both = Un courriel d’essai pour vous et un envoi d’essai au webhook sont en route. Le sort de l’envoi est indiqué ci-dessous ; celui du courriel, sous :
notices-tested-mail = Un courriel d’essai pour vous est en route. Son sort est indiqué sous :
notices-tested-webhook = Un envoi d’essai au webhook est en route ; son sort est indiqué ci-dessous. Aucun courriel ne part, car aucun serveur de messagerie n’est configuré.
notices-tested-nothing = Rien n’a été envoyé : il n’y a ni serveur de messagerie ni webhook.
webhook-nothing-yet = Rien n’a encore été envoyé à cette adresse.
webhook-last-sent = Le dernier envoi a été accepté le { $at }.
webhook-last-failed = Le dernier envoi a été abandonné le { $at }. { $problem }
webhook-waiting = { $count ->
    [one] Un envoi est en attente.
   *[other] { $count } envois sont en attente.
}
webhook-waiting-failed = { $count ->
    [one] Un envoi est en attente et sera réessayé le { $at }. { $problem }
   *[other] { $count } envois sont en attente ; prochain essai le { $at }. { $problem }
}
webhook-problem-refused = Le programme a répondu par le statut { $status }. Son journal devrait en donner la raison.
webhook-problem-gone = Le programme a répondu par le statut 410 : il ne veut plus rien recevoir. Retirez l’adresse ou adressez-vous à qui gère ce programme.
webhook-problem-unreachable = L’adresse n’a pas pu être atteinte : { $words }. Vérifiez son orthographe et que ce serveur peut s’y connecter.
webhook-problem-too-slow = Il n’y a pas eu de réponse en dix secondes. Le programme devrait répondre d’abord et travailler ensuite.
webhook-problem-redirected = L’adresse renvoie à une autre, et les redirections ne sont pas suivies. Saisissez l’adresse à laquelle elle mène.
webhook-problem-answer-too-large = La réponse dépassait 64 Kio. Une réponse courte suffit.
webhook-problem-no-secret = Le secret de cette adresse ne peut plus être ouvert. Créez-en un nouveau.
unsubscribe-title = Ne plus recevoir les courriels sur les échecs ?
unsubscribe-text = Le compte « { $username } » est averti par courriel lorsqu’une tâche échoue. Si vous arrêtez ces courriels, rien d’autre ne change.
unsubscribe-submit = Ne plus recevoir ces courriels
unsubscribed-title = Ces courriels sont arrêtés
unsubscribed-text = Le compte « { $username } » n’est plus averti par courriel lorsqu’une tâche échoue.
unsubscribed-back = Pour l’être de nouveau, connectez-vous et cochez « Notifications par courriel » dans votre compte.
unsubscribe-unusable = Il a peut-être été tronqué dans le courriel, ou le compte n’existe plus. Vous pouvez arrêter ces courriels vous-même : connectez-vous et décochez « Notifications par courriel » dans votre compte.
