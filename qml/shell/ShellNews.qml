import QtQuick
import Saltern.Studio
import Saltern.Ui

// What has to be told wherever one is.
Item {
    id: news

    required property var shell

    visible: false
    Connections {
        target: EngineClient
        function onFailed(message, remedy) { news.shell.tell(message, remedy, "danger"); }
    }
    Connections {
        target: LiveRuns
        function onStarted(pipeline, mode) {
            news.shell.tell(mode === "observe" ? qsTr("%1 is observed.").arg(pipeline) : qsTr("%1 runs.").arg(pipeline),
                            "", "good");
        }
        function onBegunAnew(pipeline, nodes) {
            news.shell.tell(qsTr("Begins anew in %1: %2.").arg(pipeline).arg(nodes),
                            qsTr("What was remembered is of no use to the new settings."), "neutral");
        }
        function onRefused(pipeline, message) {
            news.shell.tell(qsTr("%1 cannot run yet: %2").arg(pipeline).arg(message),
                            qsTr("What ran before goes on."), "danger");
        }
    }
    Connections {
        target: Workspace
        function onRefused(reason) { news.shell.tell(reason, "", "danger"); }
    }
    Connections {
        target: news.shell.document
        function onRefused(reason) { news.shell.tell(reason, "", "neutral"); }
    }
}
