import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Ui

Basic.MenuItem {
    id: item

    property string iconName: ""
    property string shortcutText: ""
    /// A line between others instead.
    property bool separator: false

    implicitWidth: Math.max(200, label.implicitWidth + keys.implicitWidth + 72)
    implicitHeight: separator ? 9 : Theme.controlHeight
    enabled: !separator && (subMenu === null || subMenu.count > 0)
    padding: 0
    Accessible.name: text

    contentItem: null
    AppIcon {
        x: 12
        anchors.verticalCenter: parent.verticalCenter
        visible: item.iconName !== "" || item.checked
        opacity: label.opacity
        name: item.checked ? "check" : item.iconName
        size: Math.round(14 * Theme.scale)
        color: Theme.textMuted
    }
    Label {
        id: label
        x: 36
        anchors.verticalCenter: parent.verticalCenter
        visible: !item.separator
        opacity: item.enabled ? 1 : 0.45
        text: item.text
    }
    AppIcon {
        anchors { right: parent.right; rightMargin: 8; verticalCenter: parent.verticalCenter }
        visible: item.subMenu !== null
        opacity: label.opacity
        name: "chevron-right"
        size: Math.round(14 * Theme.scale)
        color: Theme.textMuted
    }
    Label {
        id: keys
        anchors { right: parent.right; rightMargin: 12; verticalCenter: parent.verticalCenter }
        visible: !item.separator
        opacity: label.opacity
        text: item.shortcutText
        tone: "faint"
        font.pixelSize: Theme.fontSmall
    }
    indicator: null
    arrow: null
    background: Rectangle {
        x: item.separator ? 0 : 4
        y: item.separator ? 4 : 0
        width: item.width - 2 * x
        height: item.separator ? 1 : item.height
        radius: item.separator ? 0 : Theme.radiusSmall
        color: item.separator ? Theme.border : item.highlighted ? Theme.hover : "transparent"
    }
}
