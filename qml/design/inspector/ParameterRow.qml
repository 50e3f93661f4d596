import QtQuick
import Saltern.Studio
import Saltern.Ui

// One setting: its label, its editor, and what is wrong with it. Rows of entries and fields are
// deeper by `depth`.
Item {
    id: row

    required property string name
    required property string pointer
    required property string type
    required property string title
    required property string help
    required property var value
    required property bool hasValue
    required property bool isMixed
    required property string defaultText
    required property string exampleText
    required property string unit
    required property var choices
    required property bool required
    required property bool templated
    required property string problem
    required property string problemSeverity
    required property int depth
    required property bool isEntry
    required property int entryCount
    required property var kinds

    required property ParameterModel form
    required property var scope
    required property var samples
    required property string documentPath
    required property string timeZone

    readonly property bool isContainer: type === "map" || type === "object" || type === "list" && !singleEntry
    readonly property bool singleEntry: type === "list" && hasValue && !Array.isArray(value) && typeof value !== "object"
    readonly property bool half: depth === 0 && /^(integer|number|duration|byteSize)$/.test(type)
    readonly property bool canBeExpression: templated && !isContainer && !/^(code|json|pattern)$/.test(type)
    readonly property var written: hasValue && !isMixed ? value : undefined
    readonly property bool isExpression: canBeExpression && (wantsExpression || typeof written === "string" && Expressions.isExpression(written))
    property bool wantsExpression: false
    readonly property bool invalid: problem !== "" && problemSeverity === "error"
    readonly property string placeholder: isMixed ? qsTr("several values") : defaultText !== "" ? defaultText
                                        : exampleText !== "" && type !== "boolean" && type !== "choice" ? qsTr("e.g. %1").arg(exampleText) : ""
    signal edited(string pointer)

    function rowInForm(): int {
        return form.rowOf(pointer);
    }
    // A text that becomes an expression, or stops being one, gets another editor in the middle of a
    // word: it goes on where the one before it was.
    function take(changed: var) {
        const former = editor.item;
        const cursor = editor.activeFocus ? row.Window.activeFocusItem?.cursorPosition ?? -1 : -1;
        if (changed === undefined)
            form.reset(rowInForm());
        else
            form.setValue(rowInForm(), changed);
        if (cursor < 0 || editor.item === former)
            return;
        focusEditor();
        row.Window.activeFocusItem.cursorPosition = cursor;
    }
    function takeInside(inner: string, changed: var) {
        if (inner === "")
            take(changed);
        else
            form.document.setParameter(form.nodes, pointer + inner, changed);
    }
    function leave() {
        if (form.document !== null)
            form.document.endTyping();
    }
    function useExpression(on: bool) {
        wantsExpression = on;
        if (!on && isExpression)
            form.reset(rowInForm());
        else if (on)
            begin(editor.item);
    }
    function begin(item: var) {
        item?.begin?.();
    }
    function focusEditor() {
        focusItem(editor.item);
    }
    function focusItem(item: var) {
        if (item?.focusEditor)
            item.focusEditor();
        else
            item?.forceActiveFocus(Qt.TabFocusReason);
    }
    function sourceOf(kind: string): string {
        switch (kind) {
        case "boolean": return "BooleanValue.qml";
        case "choice": return "ChoiceValue.qml";
        case "pattern": return "../pattern/PatternBuilder.qml";
        case "path": return "PathValue.qml";
        case "code": case "json": return "CodeValue.qml";
        case "cron": return "CronValue.qml";
        case "timeZone": return "TimeZoneValue.qml";
        default: return "TextValue.qml";
        }
    }
    // The editors have what they need of these properties, each by its name.
    function equip(item: var) {
        const bound = {
            value: () => row.written, placeholder: () => row.placeholder, name: () => row.title, invalid: () => row.invalid,
            choices: () => row.choices, unit: () => row.unit, type: () => row.type, scope: () => row.scope,
            samples: () => row.samples, documentPath: () => row.documentPath, timeZone: () => row.timeZone
        };
        for (const property in bound) {
            if (item[property] !== undefined || property === "value")
                item[property] = Qt.binding(bound[property]);
        }
        if (type === "json")
            item.language = "json";
        if (type === "target")
            item.mono = true;
        if (type === "pattern" && !isExpression)
            item.edited.connect(takeInside);
        else
            (item.valueEdited ?? item.edited).connect(take);
        item.finished?.connect(leave);
        item.expressionWanted?.connect(() => useExpression(row.canBeExpression));
    }

    implicitHeight: column.implicitHeight
    Accessible.role: Accessible.Grouping
    Accessible.name: title

    Rectangle {
        visible: row.depth > 0
        x: (row.depth - 1) * 12 + 2
        y: -12
        width: 1
        height: parent.height + 12
        color: Theme.border
    }
    Column {
        id: column
        x: row.depth * 12
        width: parent.width - x
        spacing: 6

        ParameterLabel {
            width: parent.width
            setting: row
            onExpressionToggled: on => row.useExpression(on)
            onFieldWanted: row.focusEditor()
        }
        Loader {
            id: editor
            objectName: "editor"
            width: parent.width
            active: !row.isContainer
            visible: active
            source: !active ? "" : row.isExpression ? "ExpressionValue.qml" : row.sourceOf(row.type)
            onLoaded: {
                row.equip(item);
                if (row.wantsExpression && row.isExpression)
                    row.begin(item);
            }
        }
        Row {
            visible: row.problem !== ""
            width: parent.width
            spacing: 6
            Rectangle {
                id: sign
                y: 2
                width: 10
                height: 10
                radius: row.problemSeverity === "warning" ? 5 : 1
                color: row.problemSeverity === "warning" ? "transparent" : Theme.danger
                border.width: row.problemSeverity === "warning" ? 2 : 0
                border.color: Theme.warning
            }
            Label {
                objectName: "problem"
                width: parent.width - sign.width - parent.spacing
                wrapMode: Text.Wrap
                font.pixelSize: Theme.fontSmall
                color: row.problemSeverity === "warning" ? Theme.warning : Theme.danger
                text: row.problem
            }
        }
        Label {
            visible: text !== "" && (editor.item as Item)?.activeFocus === true && row.problem === ""
            width: parent.width
            wrapMode: Text.Wrap
            tone: "muted"
            font.pixelSize: Theme.fontSmall
            text: row.help
        }
    }
}
