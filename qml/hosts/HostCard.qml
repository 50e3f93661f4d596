pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Studio
import Saltern.Ui

Basic.AbstractButton {
    id: card

    required property string host
    required property string endpoint
    required property string labels
    required property string state
    required property string stateText
    required property string tone
    required property string since
    required property string version
    required property string sameAs
    required property string reason
    required property string gapReason
    required property bool removable
    required property double perSecond
    required property double received
    required property double dropped
    required property bool current
    property string checkText: ""
    property bool checkOk: false
    signal chosen()

    implicitHeight: column.implicitHeight + 24
    Accessible.name: qsTr("%1, %2").arg(host).arg(stateText)
    onClicked: chosen()
    Keys.onReturnPressed: card.clicked()

    Connections {
        target: EngineClient.hosts
        function onChecked(name, ok, sentence) {
            if (name !== card.host)
                return;
            card.checkOk = ok;
            card.checkText = sentence;
        }
    }
    component Line: Label {
        width: column.width
        visible: text !== ""
        tone: "muted"
        font.pixelSize: Theme.fontSmall + 1
    }
    background: Panel {
        color: card.current ? Theme.chosen : card.hovered ? Theme.hover : Theme.panel
        border.color: card.current ? Theme.accent : Theme.border
        FocusRing { control: card; visible: card.visualFocus }
    }
    contentItem: null
    Column {
        id: column
        x: 14
        y: 12
        width: card.width - 28
        spacing: 6
        Item {
            width: parent.width
            height: chip.height
            Label {
                height: parent.height
                width: parent.width - chip.width - 8
                text: card.host
                font.weight: Font.DemiBold
                font.pixelSize: Theme.fontLarge
            }
            StatusChip {
                id: chip
                anchors.right: parent.right
                text: card.state
                tone: card.tone
            }
        }
        Line { text: card.endpoint; mono: true; elide: Text.ElideMiddle }
        Line { text: card.version !== "" ? qsTr("Docker %1").arg(card.version) : "" }
        FactLine {
            width: column.width
            visible: text !== ""
            tone: "muted"
            font.pixelSize: Theme.fontSmall + 1
            facts: [card.state === "connected" ? qsTr("%1 events/s").arg(card.perSecond.toFixed(1)) : "",
                    card.since === "" ? "" : card.state === "connected" ? qsTr("connected %1").arg(card.since)
                    : card.state === "reconnecting" ? qsTr("lost %1").arg(card.since) : ""]
        }
        Line { text: card.labels; mono: true }
        Line { text: card.sameAs !== "" ? qsTr("the same engine as %1").arg(card.sameAs) : "" }
        Line {
            text: card.gapReason !== "" ? qsTr("Events may be missing: %1").arg(card.gapReason) : ""
            color: Theme.warning
            wrapMode: Text.Wrap
        }
        Line {
            text: card.reason
            color: Theme.danger
            wrapMode: Text.Wrap
        }
        Line {
            text: card.checkText
            color: card.checkOk ? Theme.good : Theme.danger
            wrapMode: Text.Wrap
        }
        Row {
            visible: card.current
            spacing: 8
            AppButton {
                text: qsTr("Test")
                tip: qsTr("Ask it who it is, on a connection of its own")
                onClicked: EngineClient.hosts.check(card.host, "", "")
            }
            AppButton {
                visible: card.removable
                text: qsTr("Remove")
                kind: "danger"
                onClicked: EngineClient.hosts.removeHost(card.host)
            }
        }
    }
}
