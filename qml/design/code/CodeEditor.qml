pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Ui

// Source text with line numbers, colours, marks and find. `marks`: a list of {line, severity,
// message}; `spans`: a list of {first, last} to stand out, lines from 1. `edited` tells what a
// person typed; the owner's `text` wins whenever it changes.
FocusScope {
    id: editor

    property string text: ""
    property string language: "text"
    property bool readOnly: false
    property bool numbers: true
    property bool framed: true
    property var marks: []
    property var spans: []
    property string name: qsTr("Code")
    readonly property int lineCount: edit.lineCount
    readonly property real lineHeight: edit.contentHeight / Math.max(1, edit.lineCount)
    readonly property int cursorLine: editing.lineOf(edit.cursorPosition)
    readonly property real contentHeight: edit.implicitHeight

    signal edited(string text)

    function reveal(line: int) {
        edit.cursorPosition = editing.positionOf(line);
        const y = (line - 1) * lineHeight + edit.topPadding;
        scroll.contentY = Math.max(0, Math.min(y - scroll.height / 3, scroll.contentHeight - scroll.height));
    }
    function copyAll() {
        const at = edit.cursorPosition;
        edit.selectAll();
        edit.copy();
        edit.select(at, at);
    }
    function openFind() {
        finder.open = true;
        finder.begin(edit.selectedText);
    }
    function choose(range: point) {
        if (range.x >= 0)
            edit.select(range.x, range.y);
    }

    onTextChanged: {
        if (edit.text !== text) {
            const at = edit.cursorPosition;
            edit.text = text;
            edit.cursorPosition = Math.min(at, edit.length);
        }
    }
    Component.onCompleted: edit.text = text

    CodeEditing {
        id: editing
        textDocument: edit.textDocument
        indentWidth: editor.language === "yaml" || editor.language === "json" || editor.language === "javascript" ? 2 : 4
    }
    SyntaxHighlighter {
        textDocument: edit.textDocument
        language: editor.language
        keywordColor: Theme.logic
        stringColor: Theme.trigger
        numberColor: Theme.action
        commentColor: Theme.textFaint
        keyColor: Theme.action
        specialColor: Theme.func
    }

    Rectangle {
        anchors.fill: parent
        radius: editor.framed ? Theme.radiusSmall + 1 : 0
        color: Theme.field
        border.width: editor.framed ? (edit.activeFocus ? 2 : 1) : 0
        border.color: edit.activeFocus ? Theme.accent : Theme.outline
    }
    Flickable {
        id: scroll
        anchors { fill: parent; margins: 2; bottomMargin: finder.visible ? finder.height + 2 : 2 }
        clip: true
        contentWidth: Math.max(width, edit.x + edit.implicitWidth)
        contentHeight: Math.max(height, edit.implicitHeight)
        boundsBehavior: Flickable.StopAtBounds
        Basic.ScrollBar.vertical: AppScrollBar {}
        Basic.ScrollBar.horizontal: AppScrollBar {}

        function follow() {
            const spot = edit.cursorRectangle;
            const x = spot.x + edit.x;
            if (spot.y < contentY)
                contentY = Math.max(0, spot.y - edit.topPadding);
            else if (spot.y + spot.height > contentY + height)
                contentY = spot.y + spot.height - height + edit.bottomPadding;
            if (x < contentX + edit.x)
                contentX = Math.max(0, spot.x - edit.leftPadding);
            else if (x > contentX + width - 24)
                contentX = x - width + 24;
        }

        Repeater {
            model: editor.spans
            Rectangle {
                required property var modelData
                y: edit.topPadding + (modelData.first - 1) * editor.lineHeight
                width: scroll.contentWidth
                height: (modelData.last - modelData.first + 1) * editor.lineHeight
                color: Theme.chosen
                Rectangle { width: 2; height: parent.height; color: Theme.accent }
            }
        }
        CodeGutter {
            id: gutter
            visible: editor.numbers
            width: visible ? implicitWidth : 0
            lineCount: edit.lineCount
            lineHeight: editor.lineHeight
            topPadding: edit.topPadding
            current: edit.activeFocus ? editor.cursorLine : 0
            marks: editor.marks
        }
        TextEdit {
            id: edit
            x: gutter.width
            width: Math.max(implicitWidth, scroll.width - x)
            height: scroll.contentHeight
            focus: true
            activeFocusOnTab: true
            leftPadding: 8
            rightPadding: 12
            topPadding: 8
            bottomPadding: 8
            readOnly: editor.readOnly
            selectByMouse: true
            persistentSelection: true
            textFormat: TextEdit.PlainText
            wrapMode: TextEdit.NoWrap
            color: Theme.text
            selectionColor: Theme.accent
            selectedTextColor: Theme.onAccent
            font.family: Theme.monoFamily
            font.pixelSize: Theme.fontNormal - 1
            Accessible.role: Accessible.EditableText
            Accessible.name: editor.name
            Accessible.multiLine: true
            onTextChanged: {
                if (text !== editor.text)
                    editor.edited(text);
            }
            Accessible.description: readOnly ? "" : qsTr("Tab indents. Press Escape first to leave with Tab.")
            // Without a way out by keyboard, Tab would be a trap.
            property bool leaving: false
            onActiveFocusChanged: leaving = false
            onCursorRectangleChanged: scroll.follow()
            Keys.onPressed: event => {
                if (event.matches(StandardKey.Find)) {
                    editor.openFind();
                    event.accepted = true;
                } else if (event.key === Qt.Key_Escape && finder.visible) {
                    finder.close();
                    event.accepted = true;
                } else if (event.key === Qt.Key_Escape && !readOnly) {
                    leaving = true;
                    event.accepted = true;
                } else if (leaving && (event.key === Qt.Key_Tab || event.key === Qt.Key_Backtab)) {
                    nextItemInFocusChain(event.key === Qt.Key_Tab).forceActiveFocus(Qt.TabFocusReason);
                    event.accepted = true;
                } else if (!readOnly && event.key !== Qt.Key_Shift) {
                    leaving = false;
                    event.accepted = typed(event);
                }
            }
            function typed(event: var): bool {
                if (event.key === Qt.Key_Tab && event.modifiers === Qt.NoModifier)
                    editor.choose(editing.indent(selectionStart, selectionEnd));
                else if (event.key === Qt.Key_Backtab)
                    editor.choose(editing.outdent(selectionStart, selectionEnd));
                else if (event.key === Qt.Key_Return || event.key === Qt.Key_Enter)
                    editor.choose(editing.newLine(selectionStart, selectionEnd));
                else
                    return false;
                return true;
            }
        }
    }
    FindBar {
        id: finder
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom; margins: 2 }
        count: text === "" ? 0 : (edit.text, editing.count(text))
        onFound: backward => editor.choose(editing.find(text, backward ? edit.selectionStart : edit.selectionEnd, backward))
        onClosed: edit.forceActiveFocus()
    }
}
