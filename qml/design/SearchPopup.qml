pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Ui

// A field and what fits it, used by keyboard alone: type, choose with the arrows, Enter. `rows`:
// {key, title, subtitle, category}; whoever opens it fills them when `query` changes.
Basic.Popup {
    id: popup

    property var rows: []
    property string placeholder: ""
    property string emptyText: qsTr("Nothing fits")
    /// Whether a choice is followed by another.
    property bool staysOpen: false
    readonly property string query: field.text
    readonly property alias field: field
    readonly property alias list: list
    /// `keepsOpen`: Ctrl was held.
    signal chosen(var row, bool keepsOpen)

    function choose(index: int, keepsOpen: bool): void {
        if (index < 0 || index >= rows.length)
            return;
        const row = rows[index];
        if (!keepsOpen && !staysOpen)
            close();
        chosen(row, keepsOpen);
    }

    function clear(): void {
        field.text = "";
        list.currentIndex = 0;
    }

    width: Math.round(320 * Theme.scale)
    padding: 1
    margins: 8
    modal: false
    focus: true
    closePolicy: Basic.Popup.CloseOnEscape | Basic.Popup.CloseOnPressOutside
    onAboutToShow: clear()
    onOpened: field.forceActiveFocus()
    onRowsChanged: list.currentIndex = rows.length > 0 ? 0 : -1

    background: Rectangle {
        color: Theme.panel
        border.color: Theme.borderStrong
        radius: Theme.radius + 2
    }
    PopupName { popup: popup; value: popup.placeholder }
    Column {
        width: popup.availableWidth
        AppTextField {
            id: field
            objectName: "searchField"
            width: parent.width
            height: Math.round(40 * Theme.scale)
            leftPadding: 14
            placeholderText: popup.placeholder
            background: Item {}
            Keys.onPressed: event => {
                if (event.key === Qt.Key_Down)
                    list.currentIndex = Math.min(list.count - 1, list.currentIndex + 1);
                else if (event.key === Qt.Key_Up)
                    list.currentIndex = Math.max(0, list.currentIndex - 1);
                else if (event.key === Qt.Key_Return || event.key === Qt.Key_Enter)
                    popup.choose(list.currentIndex, (event.modifiers & Qt.ControlModifier) !== 0);
                else
                    return;
                event.accepted = true;
            }
        }
        Rectangle { width: parent.width; height: 1; color: Theme.border }
        ListView {
            id: list
            objectName: "searchList"
            width: parent.width
            height: Math.min(contentHeight + topMargin + bottomMargin, 7 * Math.round(44 * Theme.scale) + topMargin + bottomMargin)
            topMargin: 4
            bottomMargin: 4
            clip: true
            model: popup.rows
            currentIndex: 0
            highlightMoveDuration: 0
            Accessible.role: Accessible.List
            Accessible.name: popup.placeholder
            Basic.ScrollBar.vertical: AppScrollBar {}
            delegate: Basic.AbstractButton {
                id: row

                required property var modelData
                required property int index

                width: list.width
                height: Math.round(44 * Theme.scale)
                focusPolicy: Qt.NoFocus
                Accessible.name: modelData.title
                Accessible.description: modelData.subtitle
                onHoveredChanged: if (hovered) list.currentIndex = index
                onClicked: popup.choose(index, false)

                background: Rectangle {
                    x: 4
                    width: row.width - 8
                    radius: Theme.radiusSmall
                    color: row.index === list.currentIndex ? Theme.hover : "transparent"
                }
                contentItem: Item {
                    Rectangle {
                        x: 10
                        anchors.verticalCenter: parent.verticalCenter
                        width: 7
                        height: 15
                        radius: 2
                        color: Theme.category(row.modelData.category)
                    }
                    Label {
                        x: 28
                        y: 5
                        width: parent.width - 40
                        text: row.modelData.title
                        font.weight: Font.Medium
                    }
                    Label {
                        x: 28
                        y: parent.height - height - 5
                        width: parent.width - 40
                        text: row.modelData.subtitle
                        tone: "muted"
                        font.pixelSize: Theme.fontSmall
                    }
                }
            }
        }
        Label {
            visible: popup.rows.length === 0
            width: parent.width
            height: Theme.controlHeight + 8
            leftPadding: 14
            text: popup.emptyText
            tone: "muted"
        }
    }
}
