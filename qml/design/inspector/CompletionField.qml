import QtQuick
import Saltern.Ui

// A line of text that offers what may come next. `completer(text, cursor)` answers {from, items:
// [{text, detail}]}; Enter or Tab takes the highlighted item, Escape closes the list.
AppTextField {
    id: field

    property var completer: null
    property var offer: ({})
    readonly property bool offering: list.visible
    signal typed(string text)
    signal taken()

    function refresh() {
        if (completer !== null && activeFocus)
            offer = completer.call(null, text, cursorPosition) ?? ({});
    }
    function take(item: var) {
        const end = cursorPosition;
        const begin = offer.from ?? 0;
        text = text.slice(0, begin) + item.text + text.slice(end);
        cursorPosition = begin + item.text.length;
        offer = ({});
        typed(text);
        taken();
    }

    mono: true
    onTextEdited: {
        typed(text);
        refresh();
    }
    onActiveFocusChanged: if (!activeFocus) offer = ({})
    Keys.priority: Keys.BeforeItem
    Keys.onPressed: event => {
        if (event.key === Qt.Key_Space && (event.modifiers & Qt.ControlModifier)) {
            refresh();
            event.accepted = true;
        } else if (list.visible) {
            event.accepted = list.pressed(event.key);
        } else if (event.key === Qt.Key_Down) {
            refresh();
            event.accepted = list.visible;
        }
    }

    CompletionList {
        id: list
        anchorItem: field
        items: field.offer.items ?? []
        onChosen: item => field.take(item)
        onDismissed: field.offer = ({})
    }
}
