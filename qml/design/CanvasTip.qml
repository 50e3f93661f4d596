import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Studio
import Saltern.Ui

// What there is to say about what is under the pointer: at once while a wire is drawn, for then it
// is why it may not end here; after a moment otherwise.
Basic.ToolTip {
    id: tip

    required property CanvasView canvas

    parent: canvas
    x: Math.max(4, Math.min(canvas.width - width - 4, canvas.pointer.x + 14))
    y: canvas.pointer.y + 20 + height > canvas.height ? canvas.pointer.y - height - 8 : canvas.pointer.y + 20
    delay: canvas.busy ? 0 : 450
    visible: canvas.tip !== ""
    padding: 8
    contentItem: Label {
        objectName: "canvasTip"
        text: tip.canvas.tip
        width: Math.min(implicitWidth, 320)
        wrapMode: Text.Wrap
        elide: Text.ElideNone
        font.pixelSize: Theme.fontSmall + 1
    }
    background: Rectangle {
        color: Theme.raised
        border.color: tip.canvas.refuses ? Theme.danger : Theme.borderStrong
        radius: Theme.radiusSmall
    }
}
