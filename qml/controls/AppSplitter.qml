pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic as Basic
import QtQuick.Templates as T
import Saltern.Ui

Basic.SplitView {
    id: split

    /// Between panels that have borders of their own: a gap instead of a line.
    property bool apart: false

    handle: Item {
        id: handle

        readonly property bool lit: T.SplitHandle.hovered || T.SplitHandle.pressed
        readonly property bool upright: split.orientation === Qt.Horizontal
        readonly property int thickness: lit ? 3 : split.apart ? 0 : 1

        implicitWidth: split.apart ? 16 : 7
        implicitHeight: implicitWidth
        Rectangle {
            x: handle.upright ? Math.round((parent.width - width) / 2) : 0
            // Directly above what is below it.
            y: handle.upright ? 0 : parent.height - height
            width: handle.upright ? handle.thickness : parent.width
            height: handle.upright ? parent.height : handle.thickness
            color: handle.lit ? Theme.accent : Theme.border
        }
    }
}
