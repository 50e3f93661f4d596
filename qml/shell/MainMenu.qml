pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Studio
import Saltern.Ui

// What has no button: files, views, help.
AppMenu {
    id: menu

    required property ShellActions actions

    component Entry: AppMenuItem {
        required property StudioAction action_
        text: action_.title
        iconName: action_.icon
        shortcutText: action_.shortcutText
        enabled: action_.enabled
        onTriggered: action_.trigger()
    }
    component Line: Basic.MenuSeparator {
        padding: 4
        contentItem: Rectangle {
            implicitHeight: 1
            color: Theme.border
        }
    }

    Entry { action_: menu.actions.newPipeline }
    Entry { action_: menu.actions.open }
    Entry { action_: menu.actions.save }
    Entry { action_: menu.actions.saveAs }
    Entry { action_: menu.actions.closeTab }
    Line {}
    Entry { action_: menu.actions.run }
    Entry { action_: menu.actions.observe }
    Entry { action_: menu.actions.stop }
    Entry { action_: menu.actions.replay }
    Entry { action_: menu.actions.exportPipeline }
    Line {}
    Entry { action_: menu.actions.palette }
    Entry { action_: menu.actions.settings }
    Entry { action_: menu.actions.shortcuts }
    Entry { action_: menu.actions.pipeline }
    Entry { action_: menu.actions.outline }
    Entry { action_: menu.actions.theme }
    Entry { action_: menu.actions.larger }
    Entry { action_: menu.actions.smaller }
    Line {}
    Entry { action_: menu.actions.quit }
}
