pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Ui

Basic.ComboBox {
    id: box

    implicitHeight: Theme.controlHeight
    leftPadding: 10
    font.family: Theme.family
    font.pixelSize: Theme.fontNormal

    contentItem: Label {
        text: box.displayText
        rightPadding: Math.round(14 * Theme.scale) + 10
    }
    indicator: AppIcon {
        x: box.width - width - 8
        anchors.verticalCenter: parent.verticalCenter
        name: "chevron-down"
        size: Math.round(14 * Theme.scale)
        color: Theme.textMuted
    }
    background: Rectangle {
        radius: Theme.radiusSmall + 1
        color: box.hovered ? Theme.hover : Theme.field
        border.color: Theme.outline
        FocusRing { control: box; visible: box.visualFocus }
    }
    delegate: Basic.ItemDelegate {
        id: row

        required property var model
        required property int index

        width: box.width
        height: Theme.controlHeight
        highlighted: box.highlightedIndex === index
        // A row of a list that is just being replaced has nothing to say any more.
        contentItem: Label { text: row.model[box.textRole !== "" ? box.textRole : "modelData"] ?? "" }
        background: Rectangle { color: row.highlighted ? Theme.hover : "transparent" }
    }
    popup: Basic.Popup {
        y: box.height + 2
        width: box.width
        implicitHeight: Math.min(contentItem.implicitHeight + 2, 320)
        padding: 1
        contentItem: ListView {
            clip: true
            implicitHeight: contentHeight
            model: box.delegateModel
            currentIndex: box.highlightedIndex
            Basic.ScrollBar.vertical: AppScrollBar {}
        }
        background: Rectangle {
            color: Theme.panel
            border.color: Theme.borderStrong
            radius: Theme.radiusSmall
        }
    }
}
