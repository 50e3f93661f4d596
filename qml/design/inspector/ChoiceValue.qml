import QtQuick
import Saltern.Ui

// One of a few words: side by side up to three, else a list.
Item {
    id: editor

    property var value
    property var choices: []
    property string placeholder: ""
    property string name: ""
    property bool invalid: false
    readonly property string shown: String(value ?? placeholder)
    readonly property bool sideBySide: choices.length <= 3 && choices.join("").length <= 30
    signal edited(var value)

    implicitHeight: Theme.controlHeight

    SegmentedControl {
        visible: editor.sideBySide
        width: parent.width
        model: editor.choices.map(choice => ({ value: choice, text: choice }))
        value: editor.shown
        onChosen: value => editor.edited(value)
        Accessible.role: Accessible.Grouping
        Accessible.name: editor.name
    }
    AppComboBox {
        id: combo
        objectName: "combo"
        visible: !editor.sideBySide
        width: parent.width
        model: editor.choices
        displayText: editor.shown !== "" ? editor.shown : qsTr("Choose…")
        currentIndex: editor.choices.indexOf(editor.shown)
        Accessible.name: editor.name
        onActivated: index => {
            currentIndex = Qt.binding(() => editor.choices.indexOf(editor.shown));
            editor.edited(editor.choices[index]);
        }
    }
}
