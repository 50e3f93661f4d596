pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic as Basic
import QtQuick.Templates as T
import Saltern.Ui

Basic.SplitView {
    id: split

    handle: Item {
        id: handle

        readonly property bool lit: T.SplitHandle.hovered || T.SplitHandle.pressed
        readonly property bool upright: split.orientation === Qt.Horizontal

        implicitWidth: 7
        implicitHeight: 7
        Rectangle {
            anchors.centerIn: parent
            width: handle.upright ? (handle.lit ? 3 : 1) : parent.width
            height: handle.upright ? parent.height : handle.lit ? 3 : 1
            color: handle.lit ? Theme.accent : Theme.border
        }
    }
}
