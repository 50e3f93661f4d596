import QtQuick
import Saltern.Ui

// A field over a name on the canvas. Enter or leaving it takes the text, Escape drops it.
AppTextField {
    id: editor

    property string target: ""
    signal named(string target, string text)
    signal closed()

    function edit(id: string, current: string, place: rect): void {
        target = id;
        text = current;
        x = place.x;
        y = place.y;
        width = Math.max(140, place.width);
        visible = true;
        forceActiveFocus();
        selectAll();
    }

    function finish(takes: bool): void {
        if (!visible)
            return;
        const id = target;
        target = "";
        visible = false;
        if (takes)
            named(id, text.trim());
        closed();
    }

    visible: false
    implicitHeight: Math.round(28 * Theme.scale)
    font.weight: Font.DemiBold
    Accessible.name: qsTr("Name")
    Keys.onReturnPressed: finish(true)
    Keys.onEnterPressed: finish(true)
    Keys.onEscapePressed: finish(false)
    onActiveFocusChanged: if (!activeFocus) finish(true)
}
