import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Ui

Basic.ScrollBar {
    id: bar

    policy: size < 1 ? Basic.ScrollBar.AlwaysOn : Basic.ScrollBar.AlwaysOff
    padding: 2
    minimumSize: 0.08
    contentItem: Rectangle {
        implicitWidth: 6
        implicitHeight: 6
        radius: 3
        color: bar.pressed ? Theme.textMuted : bar.hovered ? Theme.textFaint : Theme.borderStrong
    }
}
