pragma ComponentBehavior: Bound
import QtQuick
import Saltern.Ui

// An event pattern as clauses or as text, with what each clause makes of a sample event.
Column {
    id: builder

    property var value
    property var samples: []
    property string name: ""
    property bool invalid: false
    readonly property alias model: model
    property bool asText: false
    readonly property bool textOnly: asText || !model.expressible
    property string textError: ""
    // `pointer` is inside the pattern; "" stands for all of it.
    signal edited(string pointer, var value)
    signal finished()

    spacing: 8
    Accessible.role: Accessible.Grouping
    Accessible.name: name

    PatternModel {
        id: model
        pattern: builder.value ?? ({})
        samples: builder.samples
        onEdited: (pointer, value) => builder.edited(pointer, value)
    }

    Item {
        width: parent.width
        height: Math.round(24 * Theme.scale)
        SegmentedControl {
            height: parent.height
            width: Math.min(parent.width, 150)
            enabled: model.expressible
            model: [{ value: false, text: qsTr("Clauses") }, { value: true, text: qsTr("YAML") }]
            value: builder.textOnly
            onChosen: value => builder.asText = value
        }
        SampleChooser {
            anchors { right: parent.right; verticalCenter: parent.verticalCenter }
            count: model.samples.length
            current: model.sample
            onChosen: index => model.sample = index
        }
    }
    Label {
        visible: !model.expressible
        width: parent.width
        wrapMode: Text.Wrap
        tone: "muted"
        font.pixelSize: Theme.fontSmall
        text: qsTr("This pattern says more than clauses can show, so it is edited as text.")
    }
    Column {
        width: parent.width
        spacing: 8
        visible: !builder.textOnly
        Repeater {
            model: model
            PatternRow {
                width: builder.width
                builderModel: model
                onFinished: builder.finished()
            }
        }
        Row {
            spacing: 6
            AppButton {
                objectName: "addClause"
                kind: "flat"
                leftPadding: 0
                iconName: "plus"
                text: qsTr("Clause")
                onClicked: model.addField()
            }
            AppButton {
                objectName: "addOr"
                kind: "flat"
                iconName: "plus"
                text: qsTr("Either … or")
                tip: qsTr("Branches of which one has to fit")
                onClicked: model.addOr()
            }
        }
    }
    CodeEditor {
        id: editor
        objectName: "patternText"
        visible: builder.textOnly
        width: parent.width
        height: Math.max(6 * lineHeight, Math.min(contentHeight + 4, 14 * lineHeight))
        name: qsTr("%1 as YAML").arg(builder.name)
        language: "yaml"
        numbers: false
        onEdited: typed => {
            pause.typed = typed;
            pause.restart();
        }
        Binding on text {
            when: builder.textOnly && !editor.activeFocus
            value: builder.textOnly ? (model.pattern, model.yaml()) : ""
            restoreMode: Binding.RestoreNone
        }
        onActiveFocusChanged: if (!activeFocus) builder.finished()
        Timer {
            id: pause
            property string typed
            interval: 300
            onTriggered: builder.textError = model.setYaml(typed)
        }
    }
    Label {
        objectName: "patternError"
        visible: text !== ""
        width: parent.width
        wrapMode: Text.Wrap
        color: Theme.danger
        font.pixelSize: Theme.fontSmall
        text: builder.textOnly && builder.textError !== "" ? builder.textError : model.error
    }
    Row {
        width: parent.width
        spacing: 6
        visible: model.error === "" && model.outcome !== ""
        VerdictMark {
            id: mark
            verdict: model.matched ? "fits" : "misses"
            y: 1
        }
        Label {
            objectName: "patternOutcome"
            width: parent.width - mark.width - parent.spacing
            wrapMode: Text.Wrap
            tone: "muted"
            font.pixelSize: Theme.fontSmall
            text: model.outcome
        }
    }
}
