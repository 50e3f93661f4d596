pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Studio
import Saltern.Ui

// One tab for each open pipeline; only there when there are several.
Rectangle {
    id: tabs

    signal closeWanted(int index)

    implicitHeight: Math.round(32 * Math.min(Theme.scale, 1.5))
    color: Theme.window

    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: 1
        color: Theme.border
    }
    ListView {
        anchors.fill: parent
        orientation: ListView.Horizontal
        boundsBehavior: Flickable.StopAtBounds
        model: Workspace.documents
        currentIndex: Workspace.currentIndex
        Accessible.role: Accessible.PageTabList
        delegate: Basic.AbstractButton {
            id: tab

            required property int index
            required property string title
            required property bool modified

            readonly property bool current: index === Workspace.currentIndex

            width: Math.min(240, Math.max(120, name.implicitWidth + 56))
            height: tabs.height
            Accessible.name: modified ? qsTr("%1, not saved").arg(title) : title
            Accessible.role: Accessible.PageTab
            onClicked: Workspace.currentIndex = index
            background: Rectangle {
                color: tab.current ? Theme.panel : tab.hovered ? Theme.hover : "transparent"
                Rectangle {
                    visible: tab.current
                    width: parent.width
                    height: 2
                    color: Theme.accent
                }
                Rectangle {
                    anchors.right: parent.right
                    width: 1
                    height: parent.height
                    color: Theme.border
                }
                FocusRing { control: tab; visible: tab.visualFocus; anchors.margins: 1 }
            }
            contentItem: null
            Item {
                anchors.fill: parent
                Label {
                    id: name
                    x: 14
                    width: parent.width - 46
                    height: parent.height
                    text: tab.title || qsTr("untitled")
                    color: tab.current ? Theme.text : Theme.textMuted
                }
                Rectangle {
                    visible: tab.modified && !closer.hovered && !tab.hovered
                    anchors { right: parent.right; rightMargin: 14; verticalCenter: parent.verticalCenter }
                    width: 6
                    height: 6
                    radius: 3
                    color: Theme.accent
                }
                IconButton {
                    id: closer
                    visible: tab.hovered || tab.current && !tab.modified || hovered
                    anchors { right: parent.right; rightMargin: 6; verticalCenter: parent.verticalCenter }
                    implicitWidth: 22
                    implicitHeight: 22
                    focusPolicy: Qt.NoFocus
                    iconName: "close"
                    tip: qsTr("Close")
                    onClicked: tabs.closeWanted(tab.index)
                }
            }
        }
    }
}
