import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Ui

Basic.SplitView {
    id: split

    handle: Item {
        implicitWidth: 7
        implicitHeight: 7
        Rectangle {
            anchors.centerIn: parent
            width: split.orientation === Qt.Horizontal ? (parent.Basic.SplitHandle.hovered ? 3 : 1) : parent.width
            height: split.orientation === Qt.Horizontal ? parent.height : (parent.Basic.SplitHandle.hovered ? 3 : 1)
            color: parent.Basic.SplitHandle.pressed || parent.Basic.SplitHandle.hovered ? Theme.accent : Theme.border
        }
    }
}
