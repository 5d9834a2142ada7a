"""Addresses of the control: runs, findings, what waits for delegates."""

from django.urls import path

from ledtrad.delegation.views import control, findings, tasks

urlpatterns = [
    path("", control.overview, name="delegation"),
    path("namnd/<str:board>/", control.overview, name="delegation-board"),
    path("namnd/<str:board>/paminn/", findings.remind, name="findings-remind"),
    path("korningar/", control.runs, name="control-runs"),
    path("korningar/ny/", control.new, name="control-new"),
    path("korningar/<int:pk>/", control.one_run, name="delegation-run"),
    path("korningar/<int:pk>/underlag/", control.basis, name="control-basis"),
    path("korningar/<int:pk>/jamfor/", control.compare, name="control-compare"),
    path("korningar/<int:pk>/papper/<str:format>/", control.paper, name="control-paper"),
    path("korningar/<int:pk>/fynd/", findings.index, name="findings"),
    path("korningar/<int:pk>/fynd/hantera/", findings.handle_many, name="findings-handle"),
    path("korningar/<int:pk>/fynd/skicka/", findings.hand_over_many, name="findings-hand-over"),
    path("fynd/<int:pk>/", findings.finding, name="finding"),
    path("fynd/<int:pk>/hantera/", findings.handle, name="finding-handle"),
    path("fynd/<int:pk>/oppna/", findings.reopen, name="finding-reopen"),
    path("fynd/<int:pk>/skicka/", findings.hand_over, name="finding-hand-over"),
    path("uppgifter/<int:pk>/", tasks.mend, name="finding-task"),
    path("uppgifter/<int:pk>/svar/", tasks.answer, name="finding-task-answer"),
]
