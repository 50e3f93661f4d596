import QtQuick
import Saltern.Ui

// An IANA time zone, found by any part of its name.
CompletionField {
    id: editor

    property var value
    property string placeholder: ""
    property string name: ""
    signal edited(var value)
    signal finished()

    mono: false
    placeholderText: placeholder !== "" ? placeholder : qsTr("The machine's own")
    Accessible.name: name
    onValueChanged: if (text !== String(value ?? "")) text = String(value ?? "")
    Component.onCompleted: text = String(value ?? "")
    completer: (typed, cursor) => {
        const wanted = typed.toLowerCase();
        const zones = FieldPreview.timeZones().filter(zone => zone.toLowerCase().indexOf(wanted) >= 0 && zone !== typed);
        return { from: 0, items: zones.slice(0, 40).map(zone => ({ text: zone, detail: "" })) };
    }
    onTyped: text => edited(text === "" ? undefined : text)
    onTaken: finished()
    onEditingFinished: finished()
}
