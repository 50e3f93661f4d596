import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Ui

// One node: a round tick is exact, a ring approximate, a square cross impossible; an empty circle was
// left out.
Basic.AbstractButton {
    id: row

    required property var modelData
    property bool chosen: false
    readonly property string verdict: modelData.verdict
    readonly property color ink: ({ "exact": Theme.good, "approximate": Theme.warning, "impossible": Theme.danger })[verdict] ?? Theme.textMuted
    readonly property string said: ({
        "exact": qsTr("exact"), "approximate": qsTr("approximate"), "impossible": qsTr("impossible")
    })[verdict] ?? qsTr("left out")

    implicitHeight: content.implicitHeight + 12
    Accessible.name: qsTr("%1: %2").arg(modelData.label).arg(verdict)
    Accessible.description: details.text
    Keys.onReturnPressed: row.clicked()

    Column {
        id: content
        x: 8
        y: 6
        width: row.width - 14
        spacing: 2
        Item {
            width: parent.width
            height: name.implicitHeight
            Rectangle {
                id: mark
                anchors.verticalCenter: parent.verticalCenter
                width: 14
                height: 14
                radius: row.verdict === "impossible" ? 2 : 7
                color: row.verdict === "exact" ? Theme.goodSurface : row.verdict === "impossible" ? Theme.dangerSurface : "transparent"
                border.color: row.ink
                border.width: row.verdict === "approximate" ? 2 : 1
                AppIcon {
                    visible: row.verdict === "exact" || row.verdict === "impossible"
                    anchors.centerIn: parent
                    size: 10
                    name: row.verdict === "exact" ? "check" : "close"
                    color: row.ink
                }
            }
            Label {
                id: name
                anchors { left: mark.right; leftMargin: 8; right: kind.left; rightMargin: 8 }
                text: row.modelData.label
            }
            Label {
                id: kind
                anchors { right: parent.right; baseline: name.baseline }
                text: row.said
                color: row.ink
                font.pixelSize: Theme.fontSmall
            }
        }
        Label {
            id: details
            visible: text !== ""
            x: 22
            width: parent.width - x
            wrapMode: Text.Wrap
            tone: "muted"
            font.pixelSize: Theme.fontSmall + 1
            text: [row.modelData.differences, row.modelData.remedy].filter(part => part !== "").join(" ")
        }
    }
    background: Rectangle {
        radius: Theme.radiusSmall
        color: row.chosen ? Theme.chosen : row.hovered ? Theme.hover : "transparent"
        FocusRing { control: row; visible: row.visualFocus; anchors.margins: -1 }
    }
}
