pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Studio
import Saltern.Ui

// Every shortcut, by group.
AppDialog {
    id: sheet

    property var groups: []

    title: qsTr("Keyboard shortcuts")
    acceptText: qsTr("Close")
    rejectText: ""
    acceptKind: "normal"
    width: Math.min(Math.round(760 * Theme.scale), (parent?.width ?? 800) - 48)
    onAboutToShow: {
        const found = {};
        for (let row = 0; row < ActionRegistry.rowCount(); ++row) {
            const action = ActionRegistry.data(ActionRegistry.index(row, 0), Qt.UserRole) as StudioAction;
            if (!action || action.shortcuts.length === 0)
                continue;
            if (!found[action.group])
                found[action.group] = [];
            found[action.group].push({ title: action.title, keys: action.shortcuts.join("  ") });
        }
        groups = Object.keys(found).map(name => ({ name: name, rows: found[name] }));
    }

    Flickable {
        width: parent.width
        height: Math.min(contentHeight, Math.round(480 * Theme.scale))
        contentHeight: flow.height
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        Basic.ScrollBar.vertical: AppScrollBar {}
        Flow {
            id: flow
            width: parent.width - 16 // the bar stands beside the keys
            spacing: 24
            Repeater {
                model: sheet.groups
                Column {
                    id: group
                    required property var modelData
                    width: (flow.width - 24) / 2
                    spacing: 4
                    Label {
                        text: group.modelData.name
                        tone: "faint"
                        font.pixelSize: Theme.fontSmall
                        bottomPadding: 4
                    }
                    Repeater {
                        model: group.modelData.rows
                        Item {
                            id: line
                            required property var modelData
                            width: group.width
                            height: Math.round(24 * Theme.scale)
                            Label {
                                width: parent.width - keys.width - 12
                                height: parent.height
                                text: line.modelData.title
                            }
                            Label {
                                id: keys
                                anchors.right: parent.right
                                height: parent.height
                                text: line.modelData.keys
                                mono: true
                                tone: "muted"
                            }
                        }
                    }
                }
            }
        }
    }
}
