pragma ComponentBehavior: Bound
import QtQuick
import Saltern.Studio
import Saltern.Ui

Panel {
    id: card

    required property string demo
    required property string title
    required property string description
    required property string acts
    required property list<string> tags
    required property string document
    required property string layoutText
    required property bool simulated
    signal played()
    signal opened()

    // Bound to `state`, so that it is asked for again when a demo ends.
    readonly property string result: DemoPlayer.state !== undefined ? DemoPlayer.resultOf(demo) : ""
    readonly property bool playing: DemoPlayer.busy && DemoPlayer.demo === demo
    readonly property bool playable: EngineClient.connected && (EngineClient.hosts.connectedCount > 0 || simulated)

    height: column.implicitHeight + 32
    border.color: result === "passed" ? Theme.good : result === "failed" ? Theme.danger : Theme.border
    Accessible.role: Accessible.Grouping
    Accessible.name: title

    Column {
        id: column
        x: 16
        y: 16
        width: parent.width - 32
        spacing: 8
        Miniature {
            width: parent.width
            height: Math.round(112 * Theme.scale)
            text: card.document
            layoutText: card.layoutText
        }
        Label {
            topPadding: 4
            width: parent.width
            text: card.title
            font.pixelSize: Theme.fontLarge
            font.weight: Font.DemiBold
        }
        Label {
            width: parent.width
            height: Math.round(38 * Theme.scale)
            text: card.description
            tone: "muted"
            wrapMode: Text.Wrap
            maximumLineCount: 2
            lineHeight: 1.15
            verticalAlignment: Text.AlignTop
        }
        Item {
            width: parent.width
            height: Theme.controlHeight + 8
            Row {
                anchors.verticalCenter: parent.verticalCenter
                spacing: 8
                visible: !card.playing && card.result === ""
                Repeater {
                    model: card.tags
                    Badge {
                        required property string modelData
                        text: modelData
                    }
                }
            }
            Label {
                visible: card.playing || card.result !== ""
                width: buttons.x - 12
                height: parent.height
                text: card.playing ? DemoPlayer.sentence
                    : card.result === "passed" ? qsTr("✓ passed · %1").arg(DemoPlayer.timeOf(card.demo))
                    : card.result === "failed" ? qsTr("× failed · %1").arg(DemoPlayer.timeOf(card.demo))
                    : qsTr("■ stopped")
                color: card.playing ? Theme.textMuted : Theme.stateColor(card.result)
            }
            Row {
                id: buttons
                anchors { right: parent.right; verticalCenter: parent.verticalCenter }
                spacing: 8
                AppButton {
                    visible: !card.playing
                    text: qsTr("Open")
                    tip: qsTr("Look at it on the canvas without running it")
                    onClicked: card.opened()
                }
                AppButton {
                    objectName: "run-" + card.demo
                    kind: card.playing ? "danger" : "primary"
                    iconName: card.playing ? "stop" : "play"
                    text: card.playing ? qsTr("Stop demo") : EngineClient.connected && EngineClient.hosts.connectedCount === 0 ? qsTr("Run simulated") : qsTr("Run demo")
                    enabled: card.playing ? DemoPlayer.state !== "stopping" : card.playable && !DemoPlayer.busy
                    tip: !EngineClient.connected ? qsTr("The engine is not there yet") : !card.playable ? qsTr("This one needs a Docker engine") : card.acts
                    onClicked: card.playing ? DemoPlayer.stop() : card.played()
                }
            }
        }
    }
}
