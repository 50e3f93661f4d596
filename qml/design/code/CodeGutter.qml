pragma ComponentBehavior: Bound
import QtQuick
import Saltern.Ui

// Line numbers with marks beside the lines that have a problem. An error is a square, a warning a
// ring: not only the colour differs.
Item {
    id: gutter

    required property int lineCount
    required property real lineHeight
    required property real topPadding
    required property int current
    required property var marks

    implicitWidth: figures.implicitWidth + 24
    implicitHeight: figures.implicitHeight

    Text {
        id: figures
        anchors { right: parent.right; rightMargin: 6 }
        topPadding: gutter.topPadding
        horizontalAlignment: Text.AlignRight
        color: Theme.textFaint
        font.family: Theme.monoFamily
        font.pixelSize: Theme.fontNormal - 1
        textFormat: Text.PlainText
        text: {
            let lines = "";
            for (let i = 1; i <= gutter.lineCount; ++i)
                lines += i + "\n";
            return lines;
        }
        Accessible.ignored: true
    }
    Rectangle {
        visible: gutter.current > 0
        x: parent.width - 3
        y: gutter.topPadding + (gutter.current - 1) * gutter.lineHeight
        width: 2
        height: gutter.lineHeight
        color: Theme.accent
    }
    Repeater {
        model: gutter.marks
        Rectangle {
            id: mark
            required property var modelData
            readonly property bool warning: modelData.severity === "warning"
            x: 5
            y: gutter.topPadding + (modelData.line - 1) * gutter.lineHeight + (gutter.lineHeight - height) / 2
            width: 9
            height: 9
            radius: warning ? 5 : 1
            color: warning ? "transparent" : Theme.danger
            border.width: warning ? 2 : 0
            border.color: Theme.warning
            Accessible.role: Accessible.StaticText
            Accessible.name: qsTr("Line %1: %2").arg(modelData.line).arg(modelData.message)
            HoverHandler { id: hover }
            AppToolTip {
                visible: hover.hovered
                text: mark.modelData.message
            }
        }
    }
}
