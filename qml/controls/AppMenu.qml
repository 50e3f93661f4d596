import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Ui

Basic.Menu {
    id: menu

    /// Of the line that opens it, when it is inside another.
    property string iconName: ""

    padding: 4
    leftPadding: 0
    rightPadding: 0
    // Without this a menu is as wide as its first item.
    contentWidth: {
        let widest = 200;
        for (let i = 0; i < count; ++i)
            widest = Math.max(widest, itemAt(i)?.implicitWidth ?? 0);
        return widest;
    }
    delegate: AppMenuItem {
        objectName: subMenu?.objectName ?? ""
        iconName: (subMenu as AppMenu)?.iconName ?? ""
    }
    background: Rectangle {
        color: Theme.panel
        border.color: Theme.borderStrong
        radius: Theme.radius
    }
}
