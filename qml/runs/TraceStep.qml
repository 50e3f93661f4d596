pragma ComponentBehavior: Bound
import QtQuick
import Saltern.Ui

Item {
    id: step

    required property int index
    required property int number
    required property string node
    property string title: node // as its card calls it
    required property int depth
    required property string state
    required property string port
    required property int attempt
    required property string host
    required property string took
    required property string time
    required property string eventType
    required property string eventText
    required property string parametersText
    required property string exits
    required property string errorText
    required property string failures
    required property string log
    required property string detailText
    required property bool open
    required property bool current
    property var clauses: []
    signal toggled()
    function toggle(): void { toggled(); }

    height: line.height + (open ? body.implicitHeight + 16 : 0)
    Accessible.role: Accessible.ListItem
    Accessible.name: qsTr("%1, %2, %3").arg(title).arg(Theme.stateWord(state)).arg(errorText || exits)

    component Section: Column {
        property alias title: caption.text
        property alias body: content.text
        visible: body !== ""
        width: parent?.width ?? 0
        spacing: 4
        Label {
            id: caption
            tone: "faint"
            font.pixelSize: Theme.fontSmall
        }
        JsonView {
            id: content
            width: parent.width
            height: Math.min(implicitHeight, Math.round(200 * Theme.scale))
        }
    }

    Rectangle {
        id: line
        width: parent.width
        height: Math.round(34 * Theme.scale)
        color: step.open ? Theme.chosen : hover.hovered ? Theme.hover : "transparent"
        HoverHandler { id: hover }
        TapHandler { onTapped: step.toggled() }
        FocusRing {
            anchors.margins: 1
            visible: step.current && step.ListView.view.activeFocus
        }
        Row {
            id: left
            x: 16 + step.depth * 18
            width: Math.min(implicitWidth, right.x - x - 8)
            height: parent.height
            clip: true
            spacing: 8
            AppIcon {
                anchors.verticalCenter: parent.verticalCenter
                name: "chevron-right"
                rotation: step.open ? 90 : 0
                size: Math.round(12 * Theme.scale)
                color: Theme.textFaint
            }
            Label {
                height: parent.height
                text: step.port !== "" ? qsTr("%1 →").arg(step.port) : ""
                visible: text !== ""
                tone: "faint"
                mono: true
            }
            Label {
                height: parent.height
                text: step.title
                font.weight: Font.DemiBold
            }
            StateLabel {
                anchors.verticalCenter: parent.verticalCenter
                visible: step.number > 0
                state_: step.state
                small: true
            }
            Label {
                visible: step.attempt > 1
                height: parent.height
                text: qsTr("attempt %1").arg(step.attempt)
                tone: "muted"
            }
        }
        Label {
            x: left.x + left.width + 12
            width: right.x - x - 12
            height: parent.height
            text: step.number === 0 ? step.eventType : step.errorText !== "" ? step.errorText : step.exits !== "" ? qsTr("left by %1").arg(step.exits) : ""
            color: step.errorText !== "" ? Theme.danger : Theme.textMuted
        }
        FactLine {
            id: right
            anchors { right: parent.right; rightMargin: 18 }
            height: parent.height
            facts: [step.host, step.took]
            tone: "muted"
            mono: true
        }
    }
    Column {
        id: body
        visible: step.open
        anchors { left: parent.left; right: parent.right; top: line.bottom; leftMargin: 34 + step.depth * 18; rightMargin: 16; topMargin: 8 }
        spacing: 10
        Label {
            visible: text !== ""
            width: parent.width
            text: step.clauses.join("\n")
            tone: "muted"
            wrapMode: Text.Wrap
        }
        Section { title: qsTr("Failed attempts"); body: step.failures }
        Section { title: step.number === 0 ? qsTr("The event") : qsTr("It got"); body: step.eventText }
        Section { title: qsTr("With these settings"); body: step.parametersText }
        Section { title: qsTr("It said"); body: step.log }
        Section { title: qsTr("Detail"); body: step.detailText }
    }
}
