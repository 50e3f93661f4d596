import QtQuick
import Saltern.Studio
import Saltern.Ui

// The first run of a pipeline: look before you touch.
AppDialog {
    id: offer

    property PipelineDocument document: null

    title: qsTr("Watch first, or run for real?")
    acceptText: qsTr("Observe")
    onAccepted: LiveRuns.run(document, "observe")
    extraButtons: AppButton {
        objectName: "runForReal"
        text: qsTr("Run for real")
        enabled: !EngineClient.observeOnly
        onClicked: {
            offer.close();
            LiveRuns.run(offer.document, "run");
        }
    }

    Label {
        width: parent.width
        wrapMode: Text.Wrap
        lineHeight: 1.3
        tone: "muted"
        text: qsTr("This pipeline has not run from here yet. Observe shows with real events what it would do: every match and every template is worked out, and nothing is touched. You can run it for real at any time.")
    }
}
