import QtQuick
import Saltern.Ui

AppSwitch {
    id: editor

    property var value
    property string placeholder: "" // the default, as text
    property string name: ""
    signal edited(var value)

    readonly property bool shown: value === undefined || value === null ? placeholder === "true" : value === true

    implicitHeight: Theme.controlHeight
    text: shown ? qsTr("Yes") : qsTr("No")
    Accessible.name: name
    checked: shown
    onToggled: {
        const wanted = checked;
        checked = Qt.binding(() => editor.shown);
        edited(wanted);
    }
    Keys.onReturnPressed: edited(!shown)
}
