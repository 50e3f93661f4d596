pragma ComponentBehavior: Bound
import QtQuick
import Saltern.Studio
import Saltern.Ui

// One run: how it went, step by step.
Item {
    id: detail

    property string run: ""
    required property RunListModel runs
    required property var shell

    TraceModel {
        id: trace
        run: detail.run
    }
    EventDialog {
        id: editor
        objectName: "editEvent"
        eventText: trace.eventText
        onConfirmed: event => detail.runs.again(detail.run, event)
    }

    EmptyState {
        visible: detail.run === "" || trace.problem !== ""
        anchors.fill: parent
        iconName: "runs"
        title: trace.problem !== "" ? trace.problem : qsTr("Choose a run")
        text: trace.problem !== "" ? "" : qsTr("Its path is listed here: what every node got, what it did with it, and what it said.")
    }
    Column {
        id: head
        visible: detail.run !== "" && trace.problem === ""
        x: 16
        y: 14
        width: parent.width - 32
        spacing: 10
        Row {
            spacing: 10
            Label {
                text: trace.pipeline
                font.pixelSize: Theme.fontLarge
                font.weight: Font.DemiBold
            }
            StateLabel {
                anchors.verticalCenter: parent.verticalCenter
                state_: trace.state
            }
            FactLine {
                anchors.verticalCenter: parent.verticalCenter
                width: Math.min(implicitWidth, head.width - x)
                facts: [detail.run, trace.started, trace.took]
                tone: "muted"
            }
        }
        Label {
            visible: text !== ""
            width: parent.width
            text: trace.reason
            color: Theme.danger
            wrapMode: Text.Wrap
        }
        Flow {
            width: parent.width
            spacing: 8
            AppButton {
                iconName: "design"
                text: qsTr("Show on canvas")
                onClicked: detail.shell.showRun(detail.run)
            }
            AppButton {
                objectName: "runAgain"
                iconName: "replay"
                text: qsTr("Run again")
                tip: qsTr("With the same event, in what is deployed now")
                onClicked: detail.runs.again(detail.run)
            }
            AppButton {
                objectName: "editAndRun"
                text: qsTr("Edit and run…")
                tip: qsTr("With another event, which you write")
                onClicked: editor.open()
            }
            AppButton {
                objectName: "replayRun"
                text: qsTr("Replay in the editor")
                tip: qsTr("Simulate what the pipeline in the editor would make of its event")
                enabled: detail.shell.document !== null && EngineClient.connected && !DemoPlayer.busy
                onClicked: {
                    ReplayPlayer.playRun(detail.shell.document, detail.run);
                    detail.shell.page = "design";
                }
            }
            AppButton {
                visible: trace.state === "running"
                kind: "danger"
                iconName: "stop"
                text: qsTr("Cancel")
                onClicked: detail.runs.cancel(detail.run)
            }
        }
    }
    TraceView {
        visible: head.visible
        anchors { left: parent.left; right: parent.right; top: head.bottom; bottom: parent.bottom; topMargin: 12 }
        trace: trace
    }
}
