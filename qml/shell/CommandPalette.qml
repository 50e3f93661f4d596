pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic as Basic
import QtQuick.Templates as T
import Saltern.Studio
import Saltern.Ui

// Every action there is, found by typing.
Basic.Popup {
    id: palette

    property var rows: []

    // All letters in order; the nearer together and the nearer to the beginning, the better.
    function score(title: string, wanted: string): int {
        let at = -1;
        let sum = 0;
        for (const letter of wanted) {
            const next = title.indexOf(letter, at + 1);
            if (next < 0)
                return -1;
            sum += next - at - 1;
            at = next;
        }
        return sum;
    }
    function refresh(): void {
        const wanted = field.text.toLowerCase().replace(/ /g, "");
        const found = [];
        for (let row = 0; row < ActionRegistry.rowCount(); ++row) {
            const action = ActionRegistry.data(ActionRegistry.index(row, 0), Qt.UserRole) as StudioAction;
            if (!action || action.actionId === "window.commands")
                continue;
            const points = score(action.title.toLowerCase().replace(/ /g, ""), wanted);
            if (points >= 0)
                found.push({ action: action, points: points, row: row, title: action.title, group: action.group,
                             shortcut: action.shortcutText, enabled: action.enabled, icon: action.icon });
        }
        // What fits as well stays in the order of the registry.
        found.sort((a, b) => (a.enabled === b.enabled ? a.points - b.points || a.row - b.row : a.enabled ? -1 : 1));
        rows = found;
        list.currentIndex = found.length > 0 ? 0 : -1;
    }
    function choose(index: int): void {
        if (index < 0 || index >= rows.length || !rows[index].enabled)
            return;
        const action = rows[index].action;
        close();
        action.trigger();
    }

    x: Math.round((parent.width - width) / 2)
    y: 72
    width: Math.min(Math.round(560 * Theme.scale), parent.width - 48)
    padding: 1
    modal: true
    focus: true
    T.Overlay.modal: Rectangle { color: Qt.alpha("#000000", 0.3) }
    onAboutToShow: { field.text = ""; refresh(); }
    onOpened: field.forceActiveFocus()
    background: Rectangle {
        color: Theme.panel
        border.color: Theme.borderStrong
        radius: Theme.radius + 4
    }
    PopupName { popup: palette; value: qsTr("Commands") }
    Column {
        width: palette.availableWidth
        AppTextField {
            id: field
            objectName: "commandField"
            width: parent.width
            height: Math.round(44 * Theme.scale)
            leftPadding: 16
            placeholderText: qsTr("What do you want to do?")
            background: Item {}
            onTextChanged: palette.refresh()
            Keys.onDownPressed: list.currentIndex = Math.min(list.count - 1, list.currentIndex + 1)
            Keys.onUpPressed: list.currentIndex = Math.max(0, list.currentIndex - 1)
            onAccepted: palette.choose(list.currentIndex)
        }
        Rectangle {
            width: parent.width
            height: 1
            color: Theme.border
        }
        Label {
            visible: list.count === 0
            width: parent.width
            height: Math.round(64 * Theme.scale)
            horizontalAlignment: Text.AlignHCenter
            text: qsTr("No command is called like that.")
            tone: "muted"
        }
        ListView {
            id: list
            objectName: "commandList"
            readonly property int rowHeight: Math.round(34 * Theme.scale)
            width: parent.width
            height: Math.min(count, 10) * rowHeight + topMargin + bottomMargin
            clip: true
            model: palette.rows
            topMargin: 4
            bottomMargin: 4
            boundsBehavior: Flickable.StopAtBounds
            Basic.ScrollBar.vertical: AppScrollBar {}
            delegate: Rectangle {
                id: entry

                required property var modelData
                required property int index

                x: 4
                width: ListView.view.width - 8
                height: list.rowHeight
                radius: Theme.radiusSmall
                color: ListView.isCurrentItem ? Theme.chosen : hover.hovered ? Theme.hover : "transparent"
                opacity: modelData.enabled ? 1 : 0.45
                Accessible.role: Accessible.ListItem
                Accessible.name: modelData.title
                HoverHandler { id: hover }
                TapHandler { onTapped: palette.choose(entry.index) }
                AppIcon {
                    x: 12
                    anchors.verticalCenter: parent.verticalCenter
                    name: entry.modelData.icon
                    size: Math.round(15 * Theme.scale)
                    color: Theme.textMuted
                }
                Label {
                    x: 38
                    width: parent.width - x - keys.width - group.width - 40
                    height: parent.height
                    text: entry.modelData.title
                }
                Label {
                    id: group
                    anchors { right: keys.left; rightMargin: 14 }
                    height: parent.height
                    text: entry.modelData.group
                    tone: "faint"
                    font.pixelSize: Theme.fontSmall
                }
                Label {
                    id: keys
                    anchors { right: parent.right; rightMargin: 12 }
                    width: Math.max(implicitWidth, Math.round(104 * Theme.scale))
                    horizontalAlignment: Text.AlignRight
                    height: parent.height
                    text: entry.modelData.shortcut
                    mono: true
                    tone: "muted"
                }
            }
        }
    }
}
